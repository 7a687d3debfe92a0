internal import CKernels
import Foundation
import Fundus
import Imaging
import Workbench

/// The picture of one eye: what is decided before painting and recorded after it.
struct PhantomPicture {
  /// The person.
  let patient: PhantomPatient
  /// The eye.
  let eye: Eye
  /// The grade, 0...4.
  let grade: Int
  /// Camera, light and pigment.
  let nuisance: PhantomNuisance
  /// Where things lie.
  let anatomy: PhantomAnatomy

  private let configuration: PhantomConfiguration
  private let tree: PhantomVesselTree

  /// Bounds of a mark that was painted.
  typealias Painted = (mark: PhantomMark, bounds: ck_phantom_bounds)

  /// Decides everything about a picture except its lesions, whose places depend on the vessels.
  init(patient: PhantomPatient, eye: Eye, configuration: PhantomConfiguration) {
    self.patient = patient
    self.eye = eye
    self.configuration = configuration
    grade = patient.grades[eye] ?? 0
    nuisance = PhantomNuisance(patient: patient, eye: eye, configuration: configuration)
    anatomy = PhantomAnatomy(patient: patient, eye: eye, nuisance: nuisance, configuration: configuration)
    tree = PhantomVesselTree(anatomy: anatomy, patient: patient, eye: eye, configuration: configuration)
  }

  /// Draws the vessels into the canvas's depth planes and then places the lesions between them.
  func plan(on canvas: PhantomCanvas) -> [PhantomMark] {
    canvas.begin(anatomy)
    strokeVessels(on: canvas)
    let base = nuisance.baseColour
    // The blood of a lesion absorbs at least one deviation of the noise in green; much of IDRiD's absorbs no more.
    let floor = min(0.6, nuisance.noise / (base[1] * 0.75 * Double(PhantomBrush.blood[1])))
    let brush = PhantomBrush(
      anatomy: anatomy, contrast: configuration.lesionContrast, floor: floor, ground: base,
      falloff: nuisance.camera.falloff)
    let veins = tree.lines.filter { !$0.isArtery }.flatMap(\.points).filter { $0.radius > 0.018 }
    let width = anatomy.width, height = anatomy.height
    return PhantomDisease(
      grade: grade, patient: patient, eye: eye, anatomy: anatomy, brush: brush,
      veins: veins.map { ($0.x, $0.y) }.filter { $0.0 * $0.0 + $0.1 * $0.1 > 1.2 && $0.0 < 3.5 },
      configuration: configuration
    ) { x, y in
      let pixel = anatomy.pixel(x, y)
      let column = Int(pixel.x), row = Int(pixel.y)
      guard (0..<width).contains(column), (0..<height).contains(row) else { return false }
      return canvas.veins[row * width + column] == 0 && canvas.arteries[row * width + column] == 0
    }.marks
  }

  /// Paints the light from the retina and the marks, before the camera's effects.
  ///
  /// - Returns: the bounds of the disc and of every mark, in the order of `marks`.
  func paint(_ marks: [PhantomMark], on canvas: PhantomCanvas) -> (disc: ck_phantom_bounds, marks: [Painted])
  {
    var paper = canvas.paper
    var stream = RandomStream(
      seed: configuration.seed, purpose: "phantom.texture", items: patient.number, eye == .left ? 0 : 1)
    paintBackground(&paper, scratch: canvas.scratch, &stream)
    let disc = paintDisc(&paper, &stream)
    var bounds = Array(repeating: ck_phantom_bounds(), count: marks.count)
    for (index, mark) in marks.enumerated() where mark.isBelowVessels {
      bounds[index] = paint(mark, on: canvas)
    }
    let all = ck_phantom_bounds(x0: 0, y0: 0, x1: paper.width, y1: paper.height)
    ck_phantom_absorb(&paper, canvas.veins, canvas.arteries, all, [0.10, 0.40, 0.40])
    ck_phantom_absorb(&paper, canvas.arteries, nil, all, [0.07, 0.34, 0.34])
    ck_phantom_absorb(&paper, canvas.reflexes, nil, all, [-0.04, -0.13, -0.13])
    for (index, mark) in marks.enumerated() where !mark.isBelowVessels {
      bounds[index] = paint(mark, on: canvas)
    }
    return (disc, Array(zip(marks, bounds)))
  }

  /// The camera's picture of the painted retina.
  func expose(_ canvas: PhantomCanvas) -> Raster {
    var paper = canvas.paper
    ck_phantom_blur(&paper, Float(nuisance.blurPixels), canvas.scratch)
    var stream = RandomStream(
      seed: configuration.seed, purpose: "phantom.sensor", items: patient.number, eye == .left ? 0 : 1)
    var sensor = ck_phantom_sensor()
    sensor.gain = PhantomBrush.triple(nuisance.cast.map { Float($0 * nuisance.exposure) })
    sensor.gamma = Float(nuisance.camera.gamma)
    sensor.veil = Float(nuisance.veil)
    // Scattered light is less red than the fundus.
    let base = nuisance.baseColour
    sensor.veil_light = (Float(0.75 * base[0]), Float(0.95 * base[1]), Float(base[2] + 0.06))
    sensor.noise = Float(nuisance.noise)
    sensor.chroma_noise = Float(nuisance.noise * 0.6)
    sensor.black = Float(stream.uniform(in: 0..<0.012))
    sensor.rim_pixels = Float(nuisance.camera.rim * 2 * Double(anatomy.aperture.radius) / 1000)
    sensor.seed = stream.word()
    let count = anatomy.width * anatomy.height * 3
    let samples = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialised in
      ck_phantom_expose(&paper, &sensor, buffer.baseAddress)
      initialised = count
    }
    return Raster(width: anatomy.width, height: anatomy.height, channelCount: 3, samples: samples)
  }

  // MARK: -

  /// The width of drawn vessels over that of the lines of the tree.
  private static let calibre = 1.2

  private func strokeVessels(on canvas: PhantomCanvas) {
    var paper = canvas.paper
    for line in tree.lines {
      var points = line.points.map { point -> ck_phantom_point in
        let pixel = anatomy.pixel(point.x, point.y)
        let radius = Self.calibre * point.radius * anatomy.discDiameter
        // Thin vessels hold less blood and look fainter.
        // Vessels emerge from the cup, so they become visible gradually.
        let fromDisc = (point.x * point.x + point.y * point.y).squareRoot()
        let emergence = min(1, 0.25 + fromDisc / 0.22)
        let depth = (0.55 + 0.45 * min(1, point.radius / 0.030)) * emergence
        return ck_phantom_point(
          x: Float(pixel.x), y: Float(pixel.y), radius: Float(radius), depth: Float(depth))
      }
      let plane = line.isArtery ? canvas.arteries : canvas.veins
      ck_phantom_stroke(&paper, plane, points, Int32(points.count))
      // The reflex along the middle of a vessel wide enough to show one.
      let share: Float = line.isArtery ? 0.34 : 0.24
      points = points.prefix { $0.radius > 1.3 }.map {
        var reflex = $0
        reflex.radius *= share
        reflex.depth *= line.isArtery ? 1 : 0.35
        return reflex
      }
      ck_phantom_stroke(&paper, canvas.reflexes, points, Int32(points.count))
    }
  }

  private func paintBackground(
    _ paper: inout ck_phantom_canvas, scratch: UnsafeMutablePointer<Float>, _ stream: inout RandomStream
  ) {
    let fovea = anatomy.pixel(anatomy.fovea.x, anatomy.fovea.y)
    let radius = Double(anatomy.aperture.radius)
    var fundus = ck_phantom_fundus()
    fundus.mirror = Float(anatomy.mirror)
    fundus.disc_x = Float(anatomy.disc.x)
    fundus.disc_y = Float(anatomy.disc.y)
    fundus.fovea_x = Float(fovea.x)
    fundus.fovea_y = Float(fovea.y)
    fundus.disc_diameter = Float(anatomy.discDiameter)
    fundus.base = PhantomBrush.triple(nuisance.baseColour.map(Float.init))
    fundus.falloff = Float(nuisance.camera.falloff)
    fundus.tilt_x = Float(nuisance.tilt.x)
    fundus.tilt_y = Float(nuisance.tilt.y)
    fundus.mottle = Float(nuisance.mottle)
    fundus.tessellation = Float(nuisance.tessellation)
    fundus.sheen = Float(nuisance.sheen)
    fundus.macula = Float(anatomy.macula.depth)
    fundus.macula_radius = Float(anatomy.macula.radius)
    fundus.haze = Float(nuisance.haze.strength)
    fundus.haze_x = Float(Double(anatomy.aperture.x) + nuisance.haze.x * radius)
    fundus.haze_y = Float(Double(anatomy.aperture.y) + nuisance.haze.y * radius)
    fundus.haze_radius = Float(nuisance.haze.radius * radius)
    fundus.seed = stream.word()
    // Texture from a ninth of a disc diameter down to a 143rd. Wider structures are in the mottling: a tile of them
    // would be seen to repeat.
    fundus.tile_side = Int32(anatomy.discDiameter.rounded())
    let amount = Float(nuisance.texture)
    fundus.octaves = (
      0.010 * amount, 0.021 * amount, 0.026 * amount, 0.078 * amount, 0.028 * amount
    )
    // The scratch plane holds the coarse fields, three of at most a ninth of the pixels, and the tiles of texture,
    // whose sides are at most a sixth of the picture's.
    let factor = max(3, Int(2 * radius) / 240)
    ck_phantom_background(&paper, &fundus, Int32(factor), scratch)
  }

  private func paintDisc(_ paper: inout ck_phantom_canvas, _ stream: inout RandomStream) -> ck_phantom_bounds
  {
    let base = nuisance.baseColour
    var disc = ck_phantom_disc()
    disc.x = Float(anatomy.disc.x)
    disc.y = Float(anatomy.disc.y)
    disc.radius_x = Float(anatomy.discDiameter / 2 * anatomy.discShape.x)
    disc.radius_y = Float(anatomy.discDiameter / 2 * anatomy.discShape.y)
    disc.angle = Float(anatomy.discShape.angle)
    disc.mirror = Float(anatomy.mirror)
    disc.cup = Float(anatomy.cup)
    disc.cup_x = Float(stream.uniform(in: 0.02..<0.16))
    disc.cup_y = Float(stream.normal(deviation: 0.04))
    disc.edge = Float(stream.uniform(in: 0.07..<0.16))
    let pallor = stream.uniform(in: 0.9..<1.08)
    disc.rim = (
      Float(min(1.08, 0.46 + 0.75 * base[0]) * pallor), Float((0.33 + 0.78 * base[1]) * pallor),
      Float((0.09 + 1.2 * base[2]) * pallor)
    )
    disc.cup_colour = (
      Float(min(1.12, 0.54 + 0.75 * base[0]) * pallor), Float((0.56 + 0.76 * base[1]) * pallor),
      Float((0.22 + 1.7 * base[2]) * pallor)
    )
    disc.halo = Float(stream.uniform(in: 0.05..<0.30))
    disc.seed = stream.word()
    return ck_phantom_paint_disc(&paper, &disc)
  }

  private func paint(_ mark: PhantomMark, on canvas: PhantomCanvas) -> ck_phantom_bounds {
    var paper = canvas.paper
    var union = ck_phantom_bounds()
    for stroke in mark.strokes {
      switch stroke {
      case .spot(var spot):
        union = union.including(ck_phantom_paint_spot(&paper, &spot))
      case .vessels(let lines, let absorption):
        let bounds = lines.reduce(ck_phantom_bounds()) {
          $0.including(ck_phantom_stroke(&paper, canvas.fine, $1, Int32($1.count)))
        }
        ck_phantom_absorb(&paper, canvas.fine, nil, bounds, absorption)
        ck_phantom_clear(&paper, canvas.fine, bounds)
        union = union.including(bounds)
      }
    }
    return union
  }
}
