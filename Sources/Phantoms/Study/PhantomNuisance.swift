import Fundus
import Workbench

/// Everything about a picture that is not disease: camera, light, pigment, sharpness, compression.
///
/// Its random streams do not depend on the grade. Camera and pigment are the patient's; exposure and focus are the
/// picture's. All of it is written to `truth/nuisance.csv`.
struct PhantomNuisance: Sendable {
  /// The camera.
  let camera: PhantomCamera
  /// Darkness of the fundus, 0 (blond) ... 1 (deeply pigmented).
  let pigment: Double
  /// Hue of the fundus: -1 (red) ... 1 (yellow).
  let hue: Double
  /// Visibility of the choroidal vessels, 0...1.
  let tessellation: Double
  /// Unevenness of the pigment, about 0.1.
  let mottle: Double
  /// Strength of the fine texture of the pigment epithelium, about 1.
  let texture: Double
  /// Sheen of the nerve fibre layer, 0...1; young eyes have more.
  let sheen: Double
  /// Overall gain of the exposure, about 1.
  let exposure: Double
  /// Gains of the colour cast, red, green, blue.
  let cast: [Double]
  /// Slope of the light across and down the field.
  let tilt: (x: Double, y: Double)
  /// Strength and place (in radii from the centre) of a pale reflex of the lens.
  let haze: (strength: Double, x: Double, y: Double, radius: Double)
  /// Share of the light that the eye's own lens scatters, 0...0.4: a cataract veils the whole picture.
  let veil: Double
  /// Deviation of the blur in pixels.
  let blurPixels: Double
  /// Deviation of the sensor's noise in units of white.
  let noise: Double
  /// JPEG quality, 1...100.
  let quality: Int
  /// Shift of the field of view in fractions of the picture, and its size relative to the camera's.
  let frame: (x: Double, y: Double, zoom: Double)

  /// The nuisance values of one eye's picture.
  init(patient: PhantomPatient, eye: Eye, configuration: PhantomConfiguration) {
    let seed = configuration.seed
    let isShifted = patient.split == .shifted
    var session = RandomStream(seed: seed, purpose: "phantom.session", items: patient.number)
    camera = session.element(of: isShifted ? PhantomCamera.shifted : PhantomCamera.ordinary)
    pigment =
      isShifted
      ? 0.35 + 0.65 * session.uniform() : min(1, max(0, session.normal(mean: 0.45, deviation: 0.22)))
    hue = min(1, max(-1, session.normal(deviation: 0.45)))
    tessellation = session.happens(0.3) ? session.uniform(in: 0.2..<0.5) : session.uniform(in: 0..<0.15)
    mottle = session.uniform(in: 0.06..<0.17)
    sheen = session.uniform() * session.uniform() * 1.1
    texture = session.logNormal(median: 1, spread: 0.35)
    let patientExposure = session.normal(deviation: 0.09)

    var picture = RandomStream(
      seed: seed, purpose: "phantom.picture", items: patient.number, eye == .left ? 0 : 1)
    exposure = min(1.3, max(0.6, 1 + patientExposure + picture.normal(deviation: isShifted ? 0.13 : 0.09)))
    let camera = camera
    cast = (0..<3).map { camera.gains[$0] * (1 + picture.normal(deviation: [0.02, 0.03, 0.06][$0])) }
    tilt = (picture.normal(deviation: 0.10), picture.normal(deviation: 0.08))
    haze = (
      picture.happens(0.12) ? picture.uniform(in: 0.08..<0.22) : 0, picture.normal(deviation: 0.12),
      picture.normal(deviation: 0.12), picture.uniform(in: 0.06..<0.14)
    )
    veil = min(0.4, abs(session.normal(deviation: isShifted ? 0.16 : 0.10)))
    let field = camera.field * Double(configuration.pixels)
    let defocus = picture.logNormal(median: 1, spread: 0.3)
    blurPixels = min(4, camera.blur * defocus * field / 1000)
    noise = camera.noise * picture.logNormal(median: 1, spread: 0.2)
    quality = Int(picture.uniform(in: camera.quality))
    frame = (
      picture.normal(deviation: 0.004), picture.normal(deviation: 0.004), picture.uniform(in: 0.985..<1.005)
    )
  }

  /// The colour of the fundus at full light.
  var baseColour: [Double] {
    let red = 0.86 - 0.26 * pigment
    let green = red * (0.52 - 0.11 * pigment + 0.04 * hue)
    let blue = red * max(0.03, 0.29 - 0.17 * pigment - 0.10 * hue)
    return [red, green, blue]
  }
}
