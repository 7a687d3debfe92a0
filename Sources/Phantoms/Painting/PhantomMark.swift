internal import CKernels
import Fundus

/// A lesion or a control on a retina, ready to be painted.
struct PhantomMark {
  /// Its kind in the tables.
  enum Kind: Hashable {
    /// A lesion of the grading scale.
    case listed(LesionType)
    /// The lesion that is correlated with disease and is in no lesion table.
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
