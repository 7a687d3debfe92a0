import Runs

/// What a list of runs is ordered by. Names go up; times, figures and counts go down, so that the newest and the best
/// come first, and runs without any come last.
public enum RunOrder: String, CaseIterable, Sendable {
  case started, state, experiment, id, kappa, auc, margin, recall, clusters, candidates

  /// The runs in this order; equal ones by experiment and id.
  func sorted(_ runs: [ListedRun]) -> [ListedRun] {
    let named = runs.sorted { ($0.experiment, $0.id) < ($1.experiment, $1.id) }
    // `sort` is stable in practice but not by contract, so the place decides between equals.
    return named.enumerated().sorted { one, other in
      let (first, second) = (key(of: one.element), key(of: other.element))
      return first == second ? one.offset < other.offset : first < second
    }.map(\.element)
  }

  // MARK: -

  private struct Key: Comparable {
    var text = ""
    var number: Double?

    static func < (one: Key, other: Key) -> Bool {
      if one.number != other.number {
        return (one.number ?? -.infinity) > (other.number ?? -.infinity)
      }
      return one.text < other.text
    }
  }

  private func key(of run: ListedRun) -> Key {
    switch self {
    case .started: Key(number: run.started.flatMap(RunAge.date).map(\.timeIntervalSince1970))
    case .state: Key(text: run.state.rawValue)
    case .experiment: Key(text: run.experiment)
    case .id: Key(text: run.id)
    case .kappa: Key(number: run.value(of: .kappa))
    case .auc: Key(number: run.value(of: .auc))
    case .margin: Key(number: run.value(of: .margin))
    case .recall: Key(number: run.value(of: .recall))
    case .clusters: Key(number: run.clusterCount.map(Double.init))
    case .candidates: Key(number: run.candidateCount.map(Double.init))
    }
  }
}
