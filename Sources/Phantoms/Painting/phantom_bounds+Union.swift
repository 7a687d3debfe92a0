internal import CKernels

extension ck_phantom_bounds {
  /// Whether the bounds are empty.
  var isEmpty: Bool { x0 >= x1 || y0 >= y1 }

  /// The smallest bounds around two; empty ones do not count.
  func including(_ other: ck_phantom_bounds) -> ck_phantom_bounds {
    if isEmpty { return other }
    if other.isEmpty { return self }
    return ck_phantom_bounds(
      x0: min(x0, other.x0), y0: min(y0, other.y0), x1: max(x1, other.x1), y1: max(y1, other.y1))
  }

  /// x0, y0, x1, y1; an empty array if the bounds are empty.
  var corners: [Int] { isEmpty ? [] : [Int(x0), Int(y0), Int(x1), Int(y1)] }
}
