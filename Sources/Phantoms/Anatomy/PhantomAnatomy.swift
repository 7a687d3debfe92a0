internal import CKernels
import Fundus
import Workbench

/// The positions of anatomy in one picture, in pixels, and the mapping from the eye's coordinates to pixels.
///
/// The eye's coordinates are in disc diameters from the centre of the disc: x towards the temple, y down. The
/// same coordinates serve left and right eyes; a right eye is drawn mirrored, with its disc on the right.
struct PhantomAnatomy {
  /// Columns and rows of the picture.
  let width: Int, height: Int
  /// The field of view.
  let aperture: ck_phantom_aperture
  /// 1 if the temple is on the right of the picture (left eyes), -1 if it is on the left.
  let mirror: Double
  /// Centre of the disc.
  let disc: (x: Double, y: Double)
  /// Diameter of the disc, the unit of all lengths.
  let discDiameter: Double
  /// Horizontal and vertical radius of the disc, relative to half its diameter, and its tilt.
  let discShape: (x: Double, y: Double, angle: Double)
  /// Radius of the cup relative to the disc's.
  let cup: Double
  /// The fovea in the eye's coordinates.
  let fovea: (x: Double, y: Double)
  /// Radius of the macula's shadow in disc diameters, and its depth, 0...1.
  let macula: (radius: Double, depth: Double)

  /// The anatomy of one eye, as the camera frames it.
  init(patient: PhantomPatient, eye: Eye, nuisance: PhantomNuisance, configuration: PhantomConfiguration) {
    var person = RandomStream(seed: configuration.seed, purpose: "phantom.anatomy", items: patient.number)
    var own = RandomStream(
      seed: configuration.seed, purpose: "phantom.eye", items: patient.number, eye == .left ? 0 : 1)
    let camera = nuisance.camera
    width = configuration.pixels
    height = Int((Double(width) * camera.aspect).rounded())
    let diameter = camera.field * Double(width) * nuisance.frame.zoom
    let centre = (
      x: Double(width) * (0.5 + nuisance.frame.x), y: Double(height) * (0.5 + nuisance.frame.y)
    )
    let inset = Double(width) * 0.004
    aperture = ck_phantom_aperture(
      x: Float(centre.x), y: Float(centre.y), radius: Float(diameter / 2), top: Float(inset.rounded()),
      bottom: Float(height) - Float(inset.rounded()))
    mirror = eye == .right ? -1 : 1

    discDiameter = diameter / min(7.4, max(6.0, person.normal(mean: 6.7, deviation: 0.28)))
    let ratio = person.uniform(in: 0.86..<0.97)
    discShape = (ratio.squareRoot(), 1 / ratio.squareRoot(), own.normal(deviation: 0.15))
    cup = min(0.72, max(0.22, person.normal(mean: 0.44, deviation: 0.10) + own.normal(deviation: 0.02)))
    fovea = (
      person.normal(mean: 2.5, deviation: 0.10) + own.normal(deviation: 0.03),
      person.normal(mean: 0.28, deviation: 0.12) + own.normal(deviation: 0.04)
    )
    macula = (person.uniform(in: 0.40..<0.75), person.uniform(in: 0.28..<0.80))
    // The gaze: the middle between disc and fovea, or the fovea itself, lies near the centre of the field.
    let focus = person.happens(0.5) ? 0.55 : 0.88
    let x = -mirror * (fovea.x * focus + own.normal(deviation: 0.12)) * discDiameter
    let y = (-fovea.y * focus + own.normal(deviation: 0.14)) * discDiameter
    disc = (centre.x + x, centre.y + y)
  }

  /// The pixel of a place in the eye's coordinates.
  func pixel(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
    (disc.x + mirror * x * discDiameter, disc.y + y * discDiameter)
  }

  /// The place, in the eye's coordinates, of a pixel.
  func place(ofPixelX x: Double, y: Double) -> (x: Double, y: Double) {
    ((x - disc.x) / discDiameter * mirror, (y - disc.y) / discDiameter)
  }

  /// Whether a place lies in the field of view, at least `margin` disc diameters from its border.
  func isVisible(_ x: Double, _ y: Double, margin: Double) -> Bool {
    let pixel = pixel(x, y)
    let reach = margin * discDiameter
    let across = pixel.x - Double(aperture.x)
    let down = pixel.y - Double(aperture.y)
    let radius = Double(aperture.radius) - reach
    return radius > 0 && across * across + down * down < radius * radius
      && pixel.y - reach > Double(aperture.top) && pixel.y + reach < Double(aperture.bottom)
  }

  /// The direction of the nerve fibres at a place, as an angle in the eye's coordinates.
  ///
  /// They run away from the disc everywhere; on the temporal side they arch around the fovea.
  func fibreAngle(_ x: Double, _ y: Double) -> Double {
    let fromDisc = (x: x, y: y)
    let fromFovea = (x: x - fovea.x, y: y - fovea.y)
    // The tangent of circles around the fovea, turned so that it leads away from the disc.
    var tangent = (x: -fromFovea.y, y: fromFovea.x)
    if tangent.x * fromDisc.x + tangent.y * fromDisc.y < 0 { tangent = (-tangent.x, -tangent.y) }
    let near = 1 / (0.4 + fromFovea.x * fromFovea.x + fromFovea.y * fromFovea.y)
    let share = min(1, max(0, x)) * min(1, 2.2 * near)
    return Angle.of(
      x: (1 - share) * fromDisc.x + share * tangent.x, y: (1 - share) * fromDisc.y + share * tangent.y)
  }
}
