import Scoring

/// The content of `judgement.json`: how reliable a clustering is and what its clusters are associated with.
public struct Judgement: Codable, Hashable, Sendable {
  /// The newest layout of the file. 2: the settings say whether the stability is measured. 3: with the width of a tile,
  /// the seed, and the reason for a missing stability in a field of its own. 4: with the tree of exemplars.
  public static let schemaVersion = 4

  /// Two branches of the tree of exemplars that become one.
  ///
  /// Branch `k` below the number of clusters is cluster `k`; the merge at place `m` makes branch `clusters + m`, as in
  /// SciPy's linkage matrix.
  public struct Merge: Codable, Hashable, Sendable {
    /// The lower of the two branches.
    public let left: Int
    /// The other branch.
    public let right: Int
    /// The mean distance of their exemplars.
    public let distance: Double
  }

  /// One cluster.
  public struct Cluster: Codable, Hashable, Sendable {
    /// Its number.
    public let cluster: Int
    /// Mean silhouette of its rows; nil if none of them was measured.
    public let silhouette: Double?
    /// Mean Jaccard index with the most similar cluster when patients are left out.
    public let stability: Double?
    /// Share of its regions whose tile lies outside the retina by a quarter or more.
    public let borderFraction: Double?
    /// Whether its patients have more severe disease than patients in general; nil if no grades are known.
    public let enrichment: PatientEnrichment.Group?
    /// Whether the enrichment stays below the false-discovery rate.
    public let isEnriched: Bool?
    /// Share of its regions with a known type of lesion or an accepted label; nil if nothing is known.
    public let explainedFraction: Double?
    /// Reasons not to trust it.
    public let warnings: [Warning]
  }

  /// A reason not to trust a cluster.
  public enum Warning: String, Codable, Sendable, CaseIterable {
    /// It has one region.
    case singleRegion = "single-region"
    /// All its regions are of one patient.
    case onePatient = "one-patient"
    /// Half of its regions or more lie at the border of the retina.
    case border
  }

  /// How alike the clusters stay when patients are left out.
  public struct Stability: Codable, Hashable, Sendable {
    /// Mean adjusted Rand index between the clustering and those of some of the patients, on their rows.
    public let mean: Double
    /// One index for each resample.
    public let values: [Double]
  }

  /// The basis of the test of grades.
  public struct Enrichment: Codable, Hashable, Sendable {
    /// "held-out pictures", or why the test is descriptive only.
    public let basis: String
    /// Whether the network was trained on some of the pictures, so that its clusters may reflect their grades.
    public let isDescriptive: Bool
    /// Patients with a grade.
    public let patientCount: Int
    /// Mean over these patients of the highest grade of their pictures.
    public let meanGrade: Double
    /// Permutations drawn.
    public let permutationCount: Int
    /// Clusters below the false-discovery rate.
    public let enrichedCount: Int
  }

  /// What is known about the lesions.
  public struct Knowledge: Codable, Hashable, Sendable {
    /// One type of region.
    public struct TypeMeasure: Codable, Hashable, Sendable {
      /// `none`, `mixed` or the lesion's term.
      public let type: String
      /// Regions of the type.
      public let regionCount: Int
      /// Clusters in which it is the most frequent type.
      public let clusterCount: Int
      /// Share of its regions that lie in those clusters.
      public let recall: Double
      /// Share of those clusters' regions that are of the type; nil without such a cluster.
      public let precision: Double?
    }

    /// Share of regions that have the most frequent type of their cluster, and the same by chance.
    public let purity: PermutedPurity?
    /// Adjusted mutual information of clusters and types.
    public let adjustedMutualInformation: Double
    /// The types that occur.
    public let types: [TypeMeasure]
    /// Clusters that known lesions explain.
    public let explainedCount: Int
  }

  /// The accepted labels of the regions.
  public struct Labels: Codable, Hashable, Sendable {
    /// Hash of the labels on these pictures and of the rule by which they apply.
    public let key: String
    /// Labels on these pictures.
    public let labelCount: Int
    /// Regions that a patch label applies to.
    public let regionCount: Int
    /// Regions that labels, or labels and lesion boxes, name differently.
    public let conflicts: [RegionKnowledge.Conflict]
  }

  /// The layout of the file.
  public let schemaVersion: Int
  /// Hash of everything that the judgement depends on.
  public let key: String
  /// The clustering's id.
  public let clustering: String
  /// The keys of `judge.*`.
  public let settings: JudgingSettings
  /// Width of a tile in attention cells, see `MinedRegions.tileCells`.
  public let tileCells: Double
  /// The seed of resamples and permutations.
  public let seed: UInt64
  /// Mean silhouette, -1 ... 1; nil for one cluster or none.
  public let silhouette: Double?
  /// Rows whose silhouettes were measured.
  public let silhouetteRowCount: Int
  /// Nil if it was not measured.
  public let stability: Stability?
  /// The note that says why the stability was not measured; nil if it was.
  public let stabilityOmitted: String?
  /// Nil if no grades are known.
  public let enrichment: Enrichment?
  /// Nil if no lesions are known.
  public let knowledge: Knowledge?
  /// Nil if no label lies on these pictures.
  public let labels: Labels?
  /// Share of all rows in the largest cluster.
  public let largestClusterFraction: Double
  /// Clusters by warning.
  public let warningCounts: [String: Int]
  /// Cluster numbers in an order in which neighbours look alike.
  public let similarityOrder: [Int]
  /// The tree of exemplars by average linkage, the nearest branches first; empty for one cluster, or too many to compare.
  public let tree: [Merge]
  /// Notes about what could not be measured, with the reason.
  public let notes: [String]
  /// By number.
  public let clusters: [Cluster]

  /// Clusters that are enriched, not explained by known lesions and without a warning: the highest standard score
  /// first, ties by number.
  public var candidateClusters: [Int] {
    clusters.filter { $0.isEnriched == true && $0.warnings.isEmpty && !isExplained($0) }
      .sorted { one, other in
        let (a, b) = (one.enrichment?.standardScore ?? 0, other.enrichment?.standardScore ?? 0)
        return a == b ? one.cluster < other.cluster : a > b
      }.map(\.cluster)
  }

  /// Whether the tree joins branches that there are, each once.
  var hasSoundTree: Bool {
    let clusterCount = similarityOrder.count
    var isJoined = [Bool](repeating: false, count: 2 * clusterCount)
    for (place, merge) in tree.enumerated() {
      for branch in [merge.left, merge.right] {
        guard place < clusterCount - 1, branch >= 0, branch < clusterCount + place, !isJoined[branch] else {
          return false
        }
        isJoined[branch] = true
      }
    }
    return true
  }

  /// The clusters in groups of exemplars that look alike: the branches that remain when the tree's last merges are undone,
  /// in the order of `similarityOrder`.
  ///
  /// - Parameter count: groups; as many as can be if there are fewer clusters, or no tree.
  public func groups(_ count: Int) -> [[Int]] {
    let clusterCount = similarityOrder.count
    var groupOfBranch = Array(0..<clusterCount)
    var members = similarityOrder.indices.map { [$0] }
    for merge in tree.prefix(max(0, clusterCount - max(1, count))) {
      let joined = members[groupOfBranch[merge.left]] + members[groupOfBranch[merge.right]]
      groupOfBranch.append(members.count)
      members.append(joined)
      members[groupOfBranch[merge.left]] = []
      members[groupOfBranch[merge.right]] = []
    }
    var place = [Int](repeating: 0, count: clusterCount)
    for (index, cluster) in similarityOrder.enumerated() { place[cluster] = index }
    return members.filter { !$0.isEmpty }.map { $0.sorted { place[$0] < place[$1] } }
      .sorted { place[$0[0]] < place[$1[0]] }
  }

  /// Whether known lesions explain a cluster; never where none are known.
  public func isExplained(_ cluster: Cluster) -> Bool {
    cluster.explainedFraction.map { $0 >= settings.explainedFraction } ?? false
  }

  /// Clusters with a warning.
  public func count(of warning: Warning) -> Int { warningCounts[warning.rawValue, default: 0] }
}
