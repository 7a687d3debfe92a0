import Foundation

/// Angles in radians.
enum Angle {
  /// The direction of a vector.
  static func of(x: Double, y: Double) -> Double { atan2(y, x) }

  /// The signed angle from one direction to another, -π...π.
  static func difference(from: Double, to: Double) -> Double {
    let turn = (to - from).truncatingRemainder(dividingBy: 2 * .pi)
    return turn > .pi ? turn - 2 * .pi : (turn < -.pi ? turn + 2 * .pi : turn)
  }
}
