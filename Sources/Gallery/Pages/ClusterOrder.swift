import Discovery

/// The order of the clusters on their page.
enum ClusterOrder: String, Choosable {
  case size, likeness, candidates, enrichment, stability, patients, explained, judged

  var name: String {
    switch self {
    case .size: "size"
    case .likeness: "likeness: neighbours look alike"
    case .candidates: "candidates first"
    case .enrichment: "enrichment"
    case .stability: "stability"
    case .patients: "patients"
    case .explained: "known lesions, least first"
    case .judged: "not judged first"
    }
  }

  /// Whether the order tells nothing of grades, marked lesions or other people's judgements.
  var isBlind: Bool { ![.candidates, .enrichment, .explained].contains(self) }

  /// Cluster numbers in this order, ties by number; those without the figure are last.
  func sorted(_ clustering: OpenClustering, _ opinions: [Int: ClusterOpinions]) -> [Int] {
    let numbers = Array(clustering.summaries.indices)
    guard self != .size else { return numbers }
    let judgement = clustering.judgement
    var places: [Int: Int] = [:]
    let listed =
      self == .likeness
      ? judgement?.similarityOrder : self == .candidates ? judgement?.candidateClusters : nil
    for (place, number) in (listed ?? []).enumerated() { places[number] = place }
    func key(_ number: Int) -> Double {
      let judged = judgement?.clusters[number]
      switch self {
      case .size: return 0
      case .likeness, .candidates: return places[number].map(Double.init) ?? .infinity
      case .enrichment: return -(judged?.enrichment?.standardScore ?? -.infinity)
      case .stability: return -(judged?.stability ?? -.infinity)
      case .patients: return -Double(clustering.summaries[number].patientCount ?? 0)
      case .explained: return judged?.explainedFraction ?? .infinity
      case .judged: return opinions[clustering.assignment.exemplars[number]]?.isJudged == true ? 1 : 0
      }
    }
    let keys = numbers.map(key)
    return numbers.sorted { keys[$0] == keys[$1] ? $0 < $1 : keys[$0] < keys[$1] }
  }
}

/// Which clusters their page shows.
enum ClusterFilter: String, Choosable {
  case all, candidates, clean, open, judged, accepted, rejected, unexplained, unstable

  var name: String {
    switch self {
    case .all: "all"
    case .candidates: "candidates"
    case .clean: "without a warning"
    case .open: "not judged"
    case .judged: "judged"
    case .accepted: "accepted"
    case .rejected: "rejected"
    case .unexplained: "not explained by known lesions"
    case .unstable: "stability below 0.5"
    }
  }

  /// As for `ClusterOrder`.
  var isBlind: Bool { ![.candidates, .unexplained].contains(self) }

  /// Whether a cluster is shown.
  func shows(_ number: Int, _ clustering: OpenClustering, _ opinions: ClusterOpinions?) -> Bool {
    let judged = clustering.judgement?.clusters[number]
    switch self {
    case .all: return true
    case .candidates: return clustering.judgement?.candidateClusters.contains(number) ?? false
    case .clean: return judged?.warnings.isEmpty ?? true
    case .open: return opinions?.isJudged != true
    case .judged: return opinions?.isJudged == true
    case .accepted: return opinions?.all.contains { $0.decision == .accepted } ?? false
    case .rejected: return opinions?.all.contains { $0.decision == .rejected } ?? false
    case .unexplained:
      guard let judgement = clustering.judgement, let judged else { return true }
      return !judgement.isExplained(judged)
    case .unstable: return (judged?.stability).map { $0 < 0.5 } ?? false
    }
  }
}

/// How clusters are grouped by their exemplars' tree.
enum ClusterGrouping: String, Choosable {
  case none = "0"
  case five = "5"
  case ten = "10"
  case twenty = "20"
  case forty = "40"

  var name: String { self == .none ? "none" : "\(rawValue) groups that look alike" }

  /// Groups; nil for none.
  var count: Int? { self == .none ? nil : Int(rawValue) }
}
