import Foundation
import Fundus

/// How rare each grade is among some pictures.
struct GradeRarity: Sendable {
  private let counts: [Double]

  /// The rarity of each grade among some pictures' grades.
  init(_ grades: [Int]) {
    var counts = [Double](repeating: 0, count: Grade.count)
    for grade in grades { counts[grade] += 1 }
    self.counts = counts
  }

  /// (pictures / pictures of the grade)^power; 1 for a grade that does not occur.
  func weight(of grade: Int, power: Double) -> Double {
    counts[grade] > 0 ? pow(counts.reduce(0, +) / counts[grade], power) : 1
  }
}
