import Synchronization
import Workbench

/// Affinity propagation of too many points for a square of similarities.
///
/// First, exemplars are found among near points: along a graph of neighbours (`sparse`) or within subsets of
/// neighbouring points (`hierarchical`). Then the groups of these exemplars compete as wholes, by weighted affinity
/// propagation over all pairs of groups, so that groups which were only separated by a cut can join again. Finally
/// every point is compared with every exemplar.
///
/// Source: Hi-WAP, Zhang, Furtlehner and Sebag 2008. Deviation: subsets are neighbourhoods instead of random draws.
/// So they can be clustered with the preference itself; in a random hundredth of the points an exemplar would cost as
/// much but have a hundredth of the members. Sums over the rows of groups are exact, see `Similarities(of:)`.
///
/// `@unchecked Sendable` because the graph is made before threads start and is not changed.
final class ScalableRun: @unchecked Sendable {
  /// One step from points or groups to fewer groups.
  typealias Level = ApproximationAudit.Level

  /// The result of a run.
  struct Result: PreferenceAttempt {
    var partition: Partition
    /// The similarity of each point to its exemplar.
    var similarities: [Double]
    var converged: Bool
    /// The run over all points: along the graph, or the last one over groups.
    var outcome: MessageOutcome
    /// Points that kept changing in any of the runs.
    var oscillating: [Int]
    var levels: [Level]
    /// Points that were joined to none of the exemplars found along the graph; they got the most similar one.
    var bridgedCount: Int

    var clusterCount: Int { Set(partition.exemplarOfPoint.filter { $0 >= 0 }).count }
  }

  let configuration: ClusteringConfiguration
  let source: PreparedRows
  let weights: [UInt32]
  let threadCount: Int
  let progress: ProgressListener?
  /// Sparse: the neighbours along which messages pass.
  let graph: NeighbourGraph?

  /// A run of a configuration whose method is `sparse` or `hierarchical`.
  ///
  /// - Throws: `ClusteringError` with code `.notFinite`; `WorkbenchError` with code `.stopped`.
  init(
    _ configuration: ClusteringConfiguration, source: PreparedRows, weights: [UInt32], threadCount: Int,
    progress: ProgressListener?
  ) throws {
    self.configuration = configuration
    self.source = source
    self.weights = weights
    self.threadCount = threadCount
    self.progress = progress
    guard configuration.method == .sparse, source.count > 1 else {
      graph = nil
      return
    }
    let neighbours = try NearestNeighbours(
      of: source, neighbourCount: min(configuration.neighbourCount, source.count - 1),
      threadCount: threadCount,
      progress: progress)
    graph = NeighbourGraph(neighbours, pointCount: source.count, threadCount: threadCount)
  }

  /// The partition for one preference per point.
  ///
  /// - Throws: `WorkbenchError` with code `.stopped`.
  func run(_ preferences: [Double]) throws -> Result {
    // Copies of an exemplar belong to it.
    let ofCopies = source.measure.ofCopies
    let weighted = preferences.enumerated().map { $1 + Double(weights[$0] - 1) * ofCopies }
    let refinement = ExemplarRefinement(source: source, weights: weights, threadCount: threadCount)
    var trace = Trace()
    var groups =
      try graph.map { try groupsAlongGraph($0, preferences, refinement, &trace) }
      ?? groupsWithinSubsets(preferences, &trace)
    groups = try groupsAfterCompetition(groups, preferences, &trace)
    let refined = try refinement.refined(groups.map(\.exemplar), preferences: weighted)
    return Result(
      partition: refined.partition, similarities: refined.similarities, converged: trace.converged,
      outcome: trace.outcome, oscillating: trace.oscillating.sorted(), levels: trace.levels,
      bridgedCount: trace.bridgedCount)
  }

  // MARK: - First exemplars

  private struct Trace {
    var converged = true
    var outcome = MessageOutcome(converged: true)
    var oscillating: Set<Int> = []
    var levels: [Level] = []
    var bridgedCount = 0
  }

  /// Finds exemplars along the graph.
  ///
  /// An exemplar can only have its neighbours as members. If it costs as much as many of them, nearly every neighbour
  /// is equally good and the messages do not settle. Therefore preferences below twice the mean similarity along the
  /// graph are raised to that value here; when groups compete, they are used unchanged. If the run does not settle,
  /// the exemplars of its best iteration are taken.
  private func groupsAlongGraph(
    _ graph: NeighbourGraph, _ preferences: [Double], _ refinement: ExemplarRefinement, _ trace: inout Trace
  ) throws -> [PointGroup] {
    let scale = TieBreaking.scale(smallest: graph.extremes.smallest, largest: graph.extremes.largest)
    let ofCopies = source.measure.ofCopies
    let least = ofCopies + 2 * (graph.meanSimilarity - ofCopies)
    let weighted = preferences.enumerated().map { max($1, least) + Double(weights[$0] - 1) * ofCopies }
    let tieBreaks = TieBreaking.amounts(
      count: graph.pointCount, spread: scale, noise: configuration.noise, seed: configuration.seed)
    let passing = SparseMessagePassing(
      graph, weights: weights, preferences: weighted, tieBreaks: tieBreaks, damping: configuration.damping,
      threadCount: threadCount)
    let outcome = try passing.run(
      maximumIterations: configuration.maximumIterations, window: configuration.window,
      earliest: configuration.window, progress: progress)
    // An iteration can be the best only if every point has an exemplar within the graph; then nothing is bridged.
    let exemplars = outcome.candidates.last ?? []
    trace.outcome = outcome
    trace.converged = outcome.converged
    trace.oscillating = Set(outcome.oscillating)
    var flags = [Bool](repeating: false, count: graph.pointCount)
    for exemplar in exemplars { flags[exemplar] = true }
    trace.bridgedCount = exemplars.isEmpty ? 0 : passing.unreached(by: flags).count
    trace.levels.append(
      Level(
        pointCount: graph.pointCount, runCount: 1, convergedRunCount: outcome.converged ? 1 : 0,
        groupCount: exemplars.count))
    guard !exemplars.isEmpty else { return [] }
    let positions = try refinement.assign(to: exemplars).positions
    return PointGroup.groups(
      of: Array(positions.indices),
      Partition(exemplarOfPoint: positions.map { exemplars[$0] }, netSimilarity: .nan))
  }

  /// Finds exemplars within subsets.
  ///
  /// A cut may leave a piece of a group too small to justify an exemplar at the full preference, and without an
  /// exemplar on this level it would have none later. Therefore exemplars cost a quarter here; superfluous ones
  /// disappear when groups compete.
  private func groupsWithinSubsets(_ preferences: [Double], _ trace: inout Trace) throws -> [PointGroup] {
    let subsets = try LocalSubsets(source: source, threadCount: threadCount).split(
      Array(0..<source.count), limit: configuration.subsetRows)
    let ofCopies = source.measure.ofCopies
    let lowered = preferences.map { $0 < ofCopies ? ofCopies + ($0 - ofCopies) / 4 : $0 }
    let runs = try mapSubsets(subsets, unit: "subsets") { points, threads in
      let similarities = try Similarities(
        of: self.source.selected(points), weights: points.map { self.weights[$0] }, threadCount: threads)
      let result = try self.dense(similarities, threads, nil).run(points.map { lowered[$0] })
      return (result.outcome, PointGroup.groups(of: points, result.partition))
    }
    return recorded(runs, subsets, pointCount: source.count, &trace)
  }

  // MARK: - Groups

  /// Lets groups compete until all have been compared with each other.
  private func groupsAfterCompetition(
    _ groups: [PointGroup], _ preferences: [Double], _ trace: inout Trace
  ) throws -> [PointGroup] {
    var groups = groups
    let limit = configuration.topLevelLimit
    while groups.count > 1 {
      let isTop = groups.count <= limit
      let exemplars = groups.map(\.exemplar)
      let current = groups
      let byExemplar = Dictionary(uniqueKeysWithValues: zip(exemplars, groups.indices))
      let subsets =
        isTop
        ? [exemplars.sorted()]
        : try LocalSubsets(source: source, threadCount: threadCount).split(exemplars, limit: limit)
      // The squares of this level are large, so they are done one after the other, with all threads in each.
      let runs = try mapSubsets(subsets, unit: "subsets of groups", inTurn: true) { points, threads in
        let members = points.map { current[byExemplar[$0]!] }
        return try self.competition(members, preferences, threads)
      }
      let fewer = recorded(runs, subsets, pointCount: groups.count, &trace)
      if isTop {
        if graph == nil { trace.outcome = runs[0].outcome }
        return fewer
      }
      guard fewer.count < groups.count else {
        _ = progress?(
          .warning(
            "The last \(groups.count) groups are more than can be compared at once (\(limit)), and none were joined. Groups "
              + "in different subsets were not compared. Lower cluster.preference or raise cluster.subset_rows."
          )
        )
        return fewer
      }
      groups = fewer
    }
    return groups
  }

  /// One run over groups, which join another group as wholes. The result is kept if the net similarity grows.
  private func competition(
    _ groups: [PointGroup], _ preferences: [Double], _ threads: Int
  ) throws -> (outcome: MessageOutcome, groups: [PointGroup]) {
    let similarities = try Similarities(of: groups, source: source, weights: weights, threadCount: threads)
    let own = groups.map { preferences[$0.exemplar] - source.measure.ofCopies }
    var run = dense(similarities, threads, progress)
    // Sums over a group's rows grow with the group's size, but ties are between exemplars.
    let largest = groups.map { group in group.members.reduce(0) { $0 + Int(weights[$1]) } }.max() ?? 1
    run.tieSpread = run.statistics.tieScale / Double(largest)
    let result = try run.run(own)
    guard result.partition.netSimilarity > own.reduce(0, +) else { return (result.outcome, groups) }
    var members: [Int: [Int]] = [:]
    for (position, exemplar) in result.partition.exemplarOfPoint.enumerated() {
      members[exemplar, default: []] += groups[position].members
    }
    return (
      result.outcome,
      members.sorted { $0.key < $1.key }.map {
        PointGroup(exemplar: groups[$0.key].exemplar, members: $0.value.sorted())
      }
    )
  }

  // MARK: -

  private typealias SubsetRun = (outcome: MessageOutcome, groups: [PointGroup])

  private func dense(
    _ similarities: Similarities, _ threads: Int, _ progress: ProgressListener?
  ) -> DenseRun {
    DenseRun(
      configuration: configuration, similarities: similarities,
      statistics: similarities.statistics(threadCount: threads), threadCount: threads, progress: progress)
  }

  private func mapSubsets(
    _ subsets: [[Int]], unit: String, inTurn: Bool = false,
    _ body: @Sendable (_ points: [Int], _ threads: Int) throws -> SubsetRun
  ) throws -> [SubsetRun] {
    let atOnce = inTurn || subsets.count == 1 ? 1 : threadCount
    let gate = ProgressGate(subsets.count > 1 ? progress : nil, total: subsets.count, unit: unit)
    let runs = try Parallel.map(count: subsets.count, threadCount: atOnce) { index in
      try gate.check()
      let run = try body(subsets[index], atOnce == 1 ? self.threadCount : 1)
      gate.finishedOne()
      return run
    }
    try gate.check()
    return runs
  }

  /// Records the result of a level and returns its groups, ordered by exemplar.
  private func recorded(
    _ runs: [SubsetRun], _ subsets: [[Int]], pointCount: Int, _ trace: inout Trace
  ) -> [PointGroup] {
    let groups = runs.flatMap(\.groups).sorted { $0.exemplar < $1.exemplar }
    for (run, points) in zip(runs, subsets) {
      trace.converged = trace.converged && run.outcome.converged
      trace.oscillating.formUnion(run.outcome.oscillating.map { points[$0] })
    }
    trace.levels.append(
      Level(
        pointCount: pointCount, runCount: runs.count, convergedRunCount: runs.count { $0.outcome.converged },
        groupCount: groups.count))
    return groups
  }
}
