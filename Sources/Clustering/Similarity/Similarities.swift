import Glibc
internal import CKernels

/// The similarity of every pair of points: a square of numbers, in f32 or f64.
///
/// The diagonal is not part of it. In affinity propagation the preference takes its place; the similarity of a point
/// to an exact copy of itself is `ofCopies`. A point may stand for several equal rows (`weights`).
///
/// `@unchecked Sendable` because it never changes after its creation, so several clusterings may share it.
public final class Similarities: @unchecked Sendable {
  /// The width of a stored number, and of the messages computed from it.
  public enum Precision: Int, Sendable, Hashable {
    /// f32.
    case single = 4
    /// f64.
    case double = 8

    /// Squares below it lose digits when their differences are stored.
    var smallest: Double { self == .single ? 0x1p-100 : 0x1p-900 }
    /// The largest number that can be stored.
    var largest: Double { self == .single ? Double(Float.greatestFiniteMagnitude) : .greatestFiniteMagnitude }
  }

  /// The number of points.
  public let count: Int
  /// The width of a stored number.
  public let precision: Precision
  /// The similarity of a point and an exact copy of it.
  public let ofCopies: Double
  /// The number of rows that each point stands for; nil if each stands for one.
  let weights: [UInt32]?

  /// The distance from one row of the square to the next: `count` rounded up to 16; the rest is -infinity.
  let stride: Int
  let storage: AlignedMemory

  /// An empty square to be filled.
  init(count: Int, precision: Precision, ofCopies: Double, weights: [UInt32]?, threadCount: Int = 1) {
    self.count = count
    self.precision = precision
    self.ofCopies = ofCopies
    self.weights = weights.flatMap { $0.allSatisfy { $0 == 1 } ? nil : $0 }
    stride = Self.stride(of: count)
    storage = AlignedMemory(
      byteCount: count * stride * precision.rawValue, threadCount: threadCount)
    for row in 0..<count {
      for column in [row] + Array(count..<stride) { set(-.infinity, row, column) }
    }
  }

  /// Given similarities, `count` x `count` by rows; the diagonal is not read.
  ///
  /// - Throws: `ClusteringError` with code `.noRows`, `.shape` or `.notFinite`.
  public convenience init(
    _ values: [Double], count: Int, precision: Precision = .double, ofCopies: Double = 0
  ) throws(ClusteringError) {
    guard count > 0 else { throw ClusteringError(.noRows, "there is no row to cluster") }
    guard values.count == count * count else {
      throw ClusteringError(.shape, "\(values.count) similarities are not a square of \(count) rows")
    }
    self.init(count: count, precision: precision, ofCopies: ofCopies, weights: nil)
    for row in 0..<count {
      for column in 0..<count where column != row {
        let value = values[row * count + column]
        guard value.isFinite, precision == .double || Float(value).isFinite else {
          throw ClusteringError(.notFinite, row: row, column: column, "is not a finite number")
        }
        set(value, row, column)
      }
    }
  }

  /// The similarity of two different points; of a point with itself, `ofCopies`.
  public subscript(one: Int, other: Int) -> Double {
    precondition(one >= 0 && other >= 0 && one < count && other < count, "there is no such point")
    return one == other ? ofCopies : value(one, other)
  }

  /// The number of rows that a point stands for.
  public func weight(_ point: Int) -> Int { weights.map { Int($0[point]) } ?? 1 }

  /// The rows that all points stand for.
  var rowCount: Int { weights.map { $0.reduce(0) { $0 + Int($1) } } ?? count }

  /// The distance from one row to the next in a square of `count` points.
  static func stride(of count: Int) -> Int { (count + 15) / 16 * 16 }

  /// The stored number; -infinity on the diagonal.
  func value(_ row: Int, _ column: Int) -> Double {
    let index = row * stride + column
    return switch precision {
    case .single: Double(storage.base.assumingMemoryBound(to: Float.self)[index])
    case .double: storage.base.assumingMemoryBound(to: Double.self)[index]
    }
  }

  private func set(_ value: Double, _ row: Int, _ column: Int) {
    let index = row * stride + column
    switch precision {
    case .single: storage.base.assumingMemoryBound(to: Float.self)[index] = Float(value)
    case .double: storage.base.assumingMemoryBound(to: Double.self)[index] = value
    }
  }
}
