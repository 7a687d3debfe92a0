internal import CKernels
import Foundation
import Workbench

/// The look of a mark that is in no lesion table: the unlisted lesion or one of the two controls.
///
/// The three looks of a data set are drawn from its seed alone, from one family of outlines and tints. So only its
/// correlation with disease distinguishes the unlisted lesion from the controls. The outlines differ among the three
/// and from every listed lesion.
struct PhantomOddity: Sendable, Equatable {
  /// The family of outlines.
  enum Outline: String, CaseIterable, Sendable {
    /// An open circle.
    case ring
    /// Part of a circle.
    case crescent
    /// Dots around a centre.
    case rosette
    /// Two parallel bars.
    case bars
    /// Five blunt points.
    case star
    /// A dot within a circle.
    case target
  }

  /// The outline.
  let outline: Outline
  /// Whether it is brighter than the fundus.
  let isBright: Bool
  /// The tint's name in `truth/looks.csv`.
  let tint: String
  /// Diameter in disc diameters, before enlargement.
  let size: Double
  /// Width of the soft edge as a fraction of the radius.
  let edge: Double
  /// Mottling of the inside, 0...1.
  let texture: Double
  /// Petals of a rosette.
  let petals: Int

  /// The look of one outline; `tint` (0...2) counts within the bright or the dark tints.
  init(_ outline: Outline, isBright: Bool, tint: Int, _ stream: inout RandomStream) {
    self.outline = outline
    self.isBright = isBright
    self.tint = isBright ? Self.brightTints[tint].name : Self.darkTints[tint].name
    size = stream.uniform(in: 0.17..<0.25)
    edge = stream.uniform(in: 0.3..<0.55)
    texture = stream.uniform(in: 0..<0.25)
    petals = 5 + stream.integer(below: 4)
  }

  /// One such mark.
  func mark(
    kind: PhantomMark.Kind, at place: (x: Double, y: Double), brush: PhantomBrush, scale: (Double) -> Double,
    _ stream: inout RandomStream
  ) -> PhantomMark {
    let size = scale(size * stream.logNormal(median: 1, spread: 0.22))
    let turn = stream.angle()
    let strength = brush.strength(median: 0.26, spread: 0.2, &stream)
    func part(_ along: Double, _ across: Double, _ width: Double, _ height: Double) -> ck_phantom_spot {
      let x = place.x + size * (along * cos(turn) - across * sin(turn))
      let y = place.y + size * (along * sin(turn) + across * cos(turn))
      var spot = brush.spot(at: (x, y), width: size * width, height: size * height, angle: turn)
      spot.edge = Float(edge)
      spot.texture = Float(texture)
      spot.texture_pixels = spot.radius_x * 0.5
      spot.seed = stream.word()
      spot.strength = strength
      let tints = isBright ? Self.brightTints : Self.darkTints
      for tint in tints where tint.name == self.tint {
        spot.loss = tint.loss
        spot.light = tint.light
      }
      return spot
    }
    var spots: [ck_phantom_spot]
    switch outline {
    case .ring:
      spots = [part(0, 0, 1, 0.9)]
      spots[0].hole = 0.56
    case .crescent:
      spots = [part(0, 0, 1, 1)]
      spots[0].hole = 0.48
      spots[0].arc = 0.05
      spots[0].arc_angle = Float(stream.angle())
    case .rosette:
      spots = (0..<petals).map { petal in
        let angle = 2 * Double.pi * Double(petal) / Double(petals)
        return part(0.38 * cos(angle), 0.38 * sin(angle), 0.26, 0.26)
      }
    case .bars:
      spots = [part(0, -0.24, 1, 0.26), part(0, 0.24, 1, 0.26)]
    case .star:
      spots = [part(0, 0, 0.85, 0.85)]
      spots[0].wave.3 = 0.36
    case .target:
      spots = [part(0, 0, 1, 1), part(0, 0, 0.4, 0.4)]
      spots[0].hole = 0.66
    }
    return PhantomMark(kind: kind, place: place, strokes: spots.map { .spot($0) })
  }

  // MARK: -

  private typealias Tint = (name: String, loss: (Float, Float, Float), light: (Float, Float, Float))

  private static let darkTints: [Tint] = [
    ("slate", (0.62, 0.22, 0), (0, 0.02, 0.14)), ("olive", (0.60, 0.16, 0.4), (0, 0.02, 0)),
    ("black", (0.74, 0.72, 0.5), (0.01, 0.01, 0.01)),
  ]
  private static let brightTints: [Tint] = [
    ("silver", (0.06, -0.40, -1.2), (0.05, 0.14, 0.26)), ("mint", (0.20, -0.55, -0.6), (0.0, 0.16, 0.12)),
    ("rose", (-0.10, -0.22, -1.0), (0.12, 0.12, 0.20)),
  ]
}
