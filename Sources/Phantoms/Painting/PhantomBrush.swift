internal import CKernels
import Foundation
import Workbench

/// How each kind of lesion looks: its colours, its outline and the strokes that paint it.
///
/// Sizes are diameters in disc diameters, already enlarged; places are in the eye's coordinates.
struct PhantomBrush {
  /// Where things lie.
  let anatomy: PhantomAnatomy
  /// The contrast key, and the least share of full strength at which a lesion is still visible in the noise.
  let contrast: Double, floor: Double

  /// The colour of the fundus at full light, and the loss of light towards the rim.
  let ground: [Double], falloff: Double

  /// The colour of blood, as the share of light that it absorbs.
  static let blood: [Float] = [0.17, 0.66, 0.60]

  /// A spot without outline, texture or colour yet.
  func spot(at place: (x: Double, y: Double), width: Double, height: Double, angle: Double) -> ck_phantom_spot
  {
    let pixel = anatomy.pixel(place.x, place.y)
    var spot = ck_phantom_spot()
    spot.x = Float(pixel.x)
    spot.y = Float(pixel.y)
    // A spot narrower than 1.6 pixels could miss the pixels' centres.
    spot.radius_x = Float(max(0.8, width / 2 * anatomy.discDiameter))
    spot.radius_y = Float(max(0.8, height / 2 * anatomy.discDiameter))
    spot.angle = Float(anatomy.mirror < 0 ? .pi - angle : angle)
    spot.arc = -1
    spot.texture_pixels = 2
    spot.strength = 1
    return spot
  }

  /// A strength around `median` of full coverage, at least the noise floor and at most 1.
  func strength(median: Double, spread: Double, _ stream: inout RandomStream) -> Float {
    let drawn = stream.logNormal(median: median * contrast, spread: spread)
    return Float(min(1, max(drawn, floor)))
  }

  /// Gives a spot an uneven outline; `amount` is the size of the lowest harmonic.
  func roughen(_ spot: inout ck_phantom_spot, by amount: Double, _ stream: inout RandomStream) {
    func wave(_ harmonic: Double) -> Float { Float(stream.normal(deviation: amount / harmonic.squareRoot())) }
    spot.wave = (wave(1), wave(1.6), wave(2.6), wave(4), wave(5))
    func phase() -> Float { Float(stream.angle()) }
    spot.phase = (phase(), phase(), phase(), phase(), phase())
    spot.seed = stream.word()
  }

  /// A microaneurysm: a tiny round dark red dot.
  func microaneurysm(at place: (x: Double, y: Double), size: Double, _ stream: inout RandomStream)
    -> PhantomMark
  {
    var dot = spot(
      at: place, width: size, height: size * stream.uniform(in: 0.85..<1), angle: stream.angle())
    dot.edge = 0.75
    dot.strength = strength(median: 0.34, spread: 0.4, &stream)
    dot.loss = Self.triple(Self.blood)
    return PhantomMark(kind: .listed(.microaneurysm), place: place, strokes: [.spot(dot)])
  }

  /// A dot or blot haemorrhage: a larger, irregular dark red patch.
  func haemorrhage(at place: (x: Double, y: Double), size: Double, _ stream: inout RandomStream)
    -> PhantomMark
  {
    var blot = spot(
      at: place, width: size, height: size * stream.uniform(in: 0.6..<0.95), angle: stream.angle())
    roughen(&blot, by: 0.085, &stream)
    blot.edge = Float(stream.uniform(in: 0.5..<0.9))
    blot.strength = strength(median: 0.235, spread: 0.45, &stream)
    blot.texture = Float(stream.uniform(in: 0.1..<0.35))
    blot.texture_pixels = Float(size * 0.28 * anatomy.discDiameter)
    blot.loss = Self.triple(Self.blood)
    return PhantomMark(kind: .listed(.haemorrhage), place: place, strokes: [.spot(blot)])
  }

  /// A haemorrhage before the retina: large, dark, with a level top.
  func preretinalHaemorrhage(
    at place: (x: Double, y: Double), size: Double, _ stream: inout RandomStream
  ) -> PhantomMark {
    var pool = spot(at: place, width: size, height: size * 0.55, angle: 0)
    pool.wave.0 = 0.10
    pool.phase.0 = Float(0.5 * Double.pi)
    pool.wave.1 = 0.16
    pool.phase.1 = Float(-0.5 * Double.pi)
    pool.angle = 0
    pool.edge = 0.10
    pool.seed = stream.word()
    pool.texture = 0.08
    pool.texture_pixels = Float(size * 0.3 * anatomy.discDiameter)
    pool.strength = strength(median: 0.6, spread: 0.1, &stream)
    pool.loss = Self.triple(Self.blood)
    return PhantomMark(kind: .listed(.haemorrhage), place: place, strokes: [.spot(pool)])
  }

  /// A flame haemorrhage: blood between the nerve fibres, drawn out along them in feathered streaks.
  func flame(at place: (x: Double, y: Double), size: Double, _ stream: inout RandomStream) -> PhantomMark {
    let angle = anatomy.fibreAngle(place.x, place.y)
    let along = (x: cos(angle), y: sin(angle))
    let strength = strength(median: 0.28, spread: 0.3, &stream)
    let width = size * stream.uniform(in: 0.34..<0.52)
    let strokes = (0..<(8 + stream.integer(below: 6))).map { index -> PhantomMark.Stroke in
      let isBody = index == 0
      let across = isBody ? 0 : stream.normal(deviation: 0.27) * width
      let shift = stream.normal(deviation: 0.13) * size
      let length = size * stream.uniform(in: 0.45..<0.85) * max(0.4, 1 - abs(across) / width)
      var streak = spot(
        at: (place.x + along.x * shift - along.y * across, place.y + along.y * shift + along.x * across),
        width: length, height: width * (isBody ? 0.6 : stream.uniform(in: 0.16..<0.34)),
        angle: angle + stream.normal(deviation: 0.05))
      streak.edge = 0.7
      streak.dome = 0.1
      streak.strength = strength * 0.75
      streak.texture = 0.25
      streak.texture_pixels = Float(width * 0.3 * anatomy.discDiameter)
      streak.seed = stream.word()
      streak.loss = Self.triple(Self.blood)
      return .spot(streak)
    }
    return PhantomMark(kind: .listed(.flameHaemorrhage), place: place, strokes: strokes)
  }

  /// A hard exudate: a small waxy fleck with a bright core and a faint, soft skirt; `density` is relative to a median
  /// one.
  func hardExudate(
    at place: (x: Double, y: Double), size: Double, density: Double, _ stream: inout RandomStream
  ) -> PhantomMark {
    var fleck = spot(
      at: place, width: size, height: size * stream.uniform(in: 0.5..<1), angle: stream.angle())
    roughen(&fleck, by: 0.12, &stream)
    fleck.edge = 0.7
    let strength = strength(median: 0.115 * density, spread: 0.45, &stream)
    fleck.strength = 0.55 * strength
    fleck.texture = 0.25
    fleck.texture_pixels = Float(size * 0.3 * anatomy.discDiameter)
    // Exudates are opaque, so overlapping flecks do not get brighter.
    let light = light(place)
    fleck.loss = (1, 1, 1)
    fleck.light = (
      Float(min(1, 1.12 * ground[0] * light + 0.09)), Float(1.70 * ground[1] * light + 0.14),
      Float(1.5 * ground[2] * light + 0.08)
    )
    var core = fleck
    core.radius_x = max(0.8, 0.62 * fleck.radius_x)
    core.radius_y = max(0.8, 0.62 * fleck.radius_y)
    core.edge = 0.45
    core.strength = strength
    core.seed = stream.word()
    return PhantomMark(
      kind: .listed(.hardExudate), place: place, isBelowVessels: true, strokes: [.spot(fleck), .spot(core)])
  }

  /// A soft exudate: a pale cloud with a fuzzy edge, a little striped along the nerve fibres.
  func softExudate(at place: (x: Double, y: Double), size: Double, _ stream: inout RandomStream)
    -> PhantomMark
  {
    let angle = anatomy.fibreAngle(place.x, place.y)
    let strength = strength(median: 0.32, spread: 0.3, &stream)
    let strokes = (0..<3).map { index -> PhantomMark.Stroke in
      let offset =
        index == 0 ? (0, 0) : (stream.normal(deviation: 0.15) * size, stream.normal(deviation: 0.12) * size)
      let scale = index == 0 ? 1.12 : stream.uniform(in: 0.5..<0.75)
      var cloud = spot(
        at: (place.x + offset.0, place.y + offset.1), width: size * scale,
        height: size * scale * stream.uniform(in: 0.6..<0.85),
        angle: angle + .pi / 2 + stream.normal(deviation: 0.3))
      roughen(&cloud, by: 0.045, &stream)
      cloud.edge = 0.8
      cloud.dome = 0.2
      cloud.strength = strength * (index == 0 ? 1 : 0.55)
      cloud.texture = 0.22
      cloud.texture_pixels = Float(size * 0.16 * anatomy.discDiameter)
      cloud.loss = (0.02, -0.22, -0.40)
      cloud.light = (0.09, 0.12, 0.10)
      return .spot(cloud)
    }
    return PhantomMark(kind: .listed(.softExudate), place: place, strokes: strokes)
  }

  // MARK: -

  /// Light that falls on a place, relative to the middle of the field.
  private func light(_ place: (x: Double, y: Double)) -> Double {
    let pixel = anatomy.pixel(place.x, place.y)
    let across = (pixel.x - Double(anatomy.aperture.x)) / Double(anatomy.aperture.radius)
    let down = (pixel.y - Double(anatomy.aperture.y)) / Double(anatomy.aperture.radius)
    let square = across * across + down * down
    return 1 - falloff * square * (0.75 + 0.25 * square)
  }

  static func triple(_ values: [Float]) -> (Float, Float, Float) { (values[0], values[1], values[2]) }
}
