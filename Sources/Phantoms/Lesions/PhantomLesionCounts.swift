import Foundation
import Workbench

/// How many lesions of each type an eye of a given grade has.
///
/// Counts are log-normal and overlap between neighbouring grades: a heavy grade 2 has more haemorrhages than a light
/// grade 4. Hard exudates come in clusters, haemorrhages of severe disease in all quadrants.
struct PhantomLesionCounts: Equatable {
  /// Microaneurysms.
  var microaneurysms = 0
  /// Dot and blot haemorrhages that may lie anywhere.
  var haemorrhages = 0
  /// Further haemorrhages in each quadrant around the fovea.
  var haemorrhagesPerQuadrant = [0, 0, 0, 0]
  /// Flame haemorrhages.
  var flames = 0
  /// Hard exudates of each cluster.
  var exudateClusters: [Int] = []
  /// Soft exudates.
  var softExudates = 0
  /// Intraretinal microvascular abnormalities.
  var abnormalities = 0
  /// Tufts of new vessels.
  var tufts = 0
  /// Whether a large haemorrhage lies before the retina.
  var hasPreretinalHaemorrhage = false
  /// The factor on the median counts of microaneurysms and haemorrhages; exudates of a group take its power of 1.5.
  private let factor: Double

  /// The counts of one eye. For any random numbers, `PhantomGradeRule` gives the requested grade.
  init(grade: Int, factor: Double = 1, stream: inout RandomStream) {
    self.factor = factor
    switch grade {
    case 1: microaneurysms = stream.count(median: 6 * factor, spread: 0.55, from: 2, to: 30)
    case 2: drawModerate(&stream)
    case 3: drawSevere(&stream)
    case 4:
      if stream.happens(0.5) { drawModerate(&stream) } else { drawSevere(&stream) }
      tufts = stream.count(median: 1.6, spread: 0.5, from: 1, to: 5)
      hasPreretinalHaemorrhage = stream.happens(0.15)
    default: break
    }
  }

  // MARK: -

  private mutating func drawModerate(_ stream: inout RandomStream) {
    microaneurysms = stream.count(median: 12 * factor, spread: 0.75, from: 1, to: 80)
    haemorrhages = stream.count(median: 6 * factor, spread: 0.8, from: 0, to: 40)
    flames = stream.happens(0.3) ? stream.count(median: 1.5, spread: 0.6, from: 1, to: 5) : 0
    softExudates = stream.happens(0.25) ? stream.count(median: 1.3, spread: 0.6, from: 1, to: 4) : 0
    let clusterCount = stream.happens(0.7) ? stream.count(median: 2.5, spread: 0.5, from: 1, to: 6) : 0
    exudateClusters = clusters(clusterCount, &stream)
    if haemorrhages + flames + softExudates + clusterCount == 0 { haemorrhages = 2 }
  }

  private mutating func drawSevere(_ stream: inout RandomStream) {
    microaneurysms = stream.count(median: 16 * factor, spread: 0.65, from: 3, to: 90)
    haemorrhages = stream.count(median: 5 * factor, spread: 0.8, from: 0, to: 40)
    haemorrhagesPerQuadrant = (0..<4).map { _ in
      PhantomGradeRule.severeCount + stream.count(median: factor, spread: 0.7, from: 0, to: 8)
    }
    flames = stream.happens(0.6) ? stream.count(median: 3 * factor, spread: 0.6, from: 1, to: 10) : 0
    softExudates = stream.happens(0.5) ? stream.count(median: 2, spread: 0.6, from: 1, to: 7) : 0
    exudateClusters = clusters(
      stream.happens(0.75) ? stream.count(median: 2.8, spread: 0.5, from: 1, to: 7) : 0, &stream)
    abnormalities = stream.happens(0.5) ? stream.count(median: 2, spread: 0.5, from: 1, to: 5) : 0
  }

  private func clusters(_ count: Int, _ stream: inout RandomStream) -> [Int] {
    (0..<count).map { _ in stream.count(median: 40 * pow(factor, 1.5), spread: 0.75, from: 3, to: 160) }
  }
}
