import Discovery
import Workbench

/// The result of one member of a sweep: a line of `sweep.csv`.
struct SweepRow: Codable, Hashable, Sendable {
  /// How a member ended.
  enum State: String, Codable, Sendable {
    case done
    case failed
  }

  /// From 1.
  let member: Int
  /// The value of each swept key.
  let values: [String]
  /// The id of the clustering, also the name of its folder under `members/`.
  let clustering: String
  let state: State
  /// Why it failed, in a sentence.
  let failure: String?
  /// The measures of a finished member.
  let measures: Measures?

  struct Measures: Codable, Hashable, Sendable {
    let clusterCount: Int
    let converged: Bool
    let iterations: Int
    let preference: Double
    let netSimilarity: Double?
    let unassignedCount: Int
    let silhouette: Double?
    let stability: Double?
    let lowestStability: Double?
    let highestStability: Double?
    let largestClusterFraction: Double
    let singleRegionClusters: Int
    let onePatientClusters: Int
    let borderClusters: Int
    let enrichedClusters: Int?
    let candidates: Int?
    let purity: Double?
    let purityByChance: Double?
    let adjustedMutualInformation: Double?

    init(_ record: ClusteringRecord, _ judgement: Judgement, candidateCount: Int) {
      clusterCount = record.clusterCount
      converged = record.converged
      iterations = record.iterations
      preference = record.preference
      netSimilarity = record.netSimilarity
      unassignedCount = record.unassignedCount
      silhouette = judgement.silhouette
      stability = judgement.stability?.mean
      lowestStability = judgement.stability?.values.min()
      highestStability = judgement.stability?.values.max()
      largestClusterFraction = judgement.largestClusterFraction
      singleRegionClusters = judgement.count(of: .singleRegion)
      onePatientClusters = judgement.count(of: .onePatient)
      borderClusters = judgement.count(of: .border)
      enrichedClusters = judgement.enrichment?.enrichedCount
      candidates = judgement.enrichment.map { _ in candidateCount }
      purity = judgement.knowledge?.purity?.purity
      purityByChance = judgement.knowledge?.purity?.permutedMean
      adjustedMutualInformation = judgement.knowledge?.adjustedMutualInformation
    }
  }
}
