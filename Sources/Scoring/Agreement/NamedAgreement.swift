/// What two readers called the same things, as a table, and how far they agree.
public struct NamedAgreement: Hashable, Sendable {
  /// The names that occur, in the order of the table.
  public let names: [String]
  /// Number of things that both named.
  public let pairCount: Int
  /// The agreement; nil if there is no pair.
  public let kappa: CohenKappa?
  private let matrix: ConfusionMatrix

  /// - Parameters:
  ///   - pairs: what the first and the second reader called each thing.
  ///   - order: names that come first in the table, in this order; the others follow in the order of their UTF-8.
  public init(_ pairs: [(first: String, second: String)], order: [String] = []) {
    let said = Set(pairs.flatMap { [$0.first, $0.second] })
    names =
      order.filter(said.contains)
      + said.subtracting(order).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let index = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    matrix = ConfusionMatrix(
      truth: pairs.map { index[$0.first]! }, predicted: pairs.map { index[$0.second]! },
      classCount: max(2, names.count))
    pairCount = pairs.count
    kappa = CohenKappa(matrix)
  }

  /// How often the first reader gave the one name and the second the other, [name of the first][name of the second].
  public var counts: [[Int]] {
    names.indices.map { row in names.indices.map { Int(matrix[row, $0]) } }
  }
}
