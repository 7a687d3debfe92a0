internal import CKernels
import Fundus

/// Something that disease, or chance, has put on a retina, ready to be painted.
struct PhantomMark {
  /// What the tables call it.
  enum Kind: Hashable {
    /// A lesion of the grading scale.
    case listed(LesionType)
    /// The lesion that goes with disease and that no table of lesions knows.
    case unlisted
    /// The bright control, independent of disease.
    case brightControl
    /// The dark control, independent of disease.
    case darkControl
  }

  /// One stroke of the brush.
  enum Stroke {
    /// A spot, in pixels.
    case spot(ck_phantom_spot)
    /// Fine vessels, in pixels, and how much red, green and blue their blood takes.
    case vessels([[ck_phantom_point]], absorption: [Float])
  }

  /// What it is.
  let kind: Kind
  /// Centre in the eye's coordinates.
  let place: (x: Double, y: Double)
  /// Whether it lies below the vessels (hard exudates do).
  var isBelowVessels = false
  /// The strokes that paint it.
  var strokes: [Stroke]
}
