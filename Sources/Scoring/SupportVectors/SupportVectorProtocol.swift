import Workbench

/// The protocol that the paper uses on Messidor: an RBF-SVM on the five probabilities.
///
/// Source: Wang et al. 2017, the grading of Messidor in section 3. The paper does not give C, gamma, the folds or how
/// folds are combined. Here they are keys, and results are reported for both ways of combining folds.
public struct SupportVectorProtocol: Sendable {
  /// The machine's keys.
  public var keys: SupportVectorKeys
  /// Columns of a row: the five probabilities.
  public let columnCount: Int

  /// The protocol with the given keys.
  public init(keys: SupportVectorKeys = SupportVectorKeys(), columnCount: Int = ConfusionMatrix.gradeCount) {
    self.keys = keys
    self.columnCount = columnCount
  }

  /// Seeded folds: the rows of a patient stay together, and each fold gets its share of the positives.
  ///
  /// - Throws: `ScoringError` with code `.insufficient` if there are fewer patients than folds.
  public static func folds(
    patients: [String], isPositive: [Bool], count: Int = 10, seed: UInt64
  ) throws(ScoringError) -> [Int] {
    precondition(patients.count == isPositive.count && count > 1, "every row has a patient and a truth")
    let positivePatients = Set(zip(patients, isPositive).filter(\.1).map(\.0))
    let distinct = Set(patients).sorted()
    guard distinct.count >= count else {
      throw ScoringError(
        .insufficient, in: "cross-validation", "\(distinct.count) patients cannot fill \(count) folds")
    }
    var stream = RandomStream(seed: seed, purpose: "folds")
    let shuffled = stream.permutation(count: distinct.count).map { distinct[$0] }
    let dealt =
      shuffled.filter(positivePatients.contains) + shuffled.filter { !positivePatients.contains($0) }
    let fold = Dictionary(uniqueKeysWithValues: dealt.enumerated().map { ($1, $0 % count) })
    return patients.map { fold[$0, default: 0] }
  }

  /// Scores each row by the machine that was not trained on its fold.
  ///
  /// - Parameters:
  ///   - rows: [rows, columns] row by row.
  ///   - folds: 0, 1, ... per row.
  public func crossValidated(
    rows: [Double], isPositive: [Bool], folds: [Int], threadCount: Int = 1
  ) throws -> SupportVectorResult {
    precondition(folds.count == isPositive.count && rows.count == folds.count * columnCount)
    let foldNumbers = Set(folds).sorted()
    let parts = try Parallel.map(count: foldNumbers.count, threadCount: threadCount) { index in
      let isHeldOut = { (row: Int) in folds[row] == foldNumbers[index] }
      let training = folds.indices.filter { !isHeldOut($0) }
      let held = folds.indices.filter(isHeldOut)
      let machine = try SupportVectorMachine(
        rows: select(rows, training), columnCount: columnCount, isPositive: training.map { isPositive[$0] },
        keys: keys)
      return (held, machine.decisionValues(select(rows, held), columnCount: columnCount))
    }
    var scores = [Double](repeating: 0, count: folds.count)
    var areas: [Double?] = []
    for (held, values) in parts {
      for (row, value) in zip(held, values) { scores[row] = value }
      areas.append(
        try RankedScores(scores: values, isPositive: held.map { isPositive[$0] }).areaUnderCurve())
    }
    return try SupportVectorResult(scores: scores, isPositive: isPositive, foldAreas: areas)
  }

  /// Scores rows of one data set by a machine trained on another.
  public func trained(
    on rows: [Double], isPositive: [Bool], testedOn testRows: [Double], testIsPositive: [Bool]
  ) throws -> SupportVectorResult {
    let machine = try SupportVectorMachine(
      rows: rows, columnCount: columnCount, isPositive: isPositive, keys: keys)
    return try SupportVectorResult(
      scores: machine.decisionValues(testRows, columnCount: columnCount), isPositive: testIsPositive,
      foldAreas: [])
  }

  /// The keys of a grid with the highest mean area in cross-validation, the first of equally good ones.
  ///
  /// - Parameters:
  ///   - grid: the keys to choose from; at least one.
  ///   - folds: 0, 1, ... per row.
  public static func best(
    of grid: [SupportVectorKeys], rows: [Double], isPositive: [Bool], folds: [Int],
    columnCount: Int = ConfusionMatrix.gradeCount, threadCount: Int = 1
  ) throws -> SupportVectorKeys {
    let areas = try Parallel.map(count: grid.count, threadCount: threadCount) { index in
      try SupportVectorProtocol(keys: grid[index], columnCount: columnCount)
        .crossValidated(rows: rows, isPositive: isPositive, folds: folds).meanFoldAUC ?? 0
    }
    return grid[areas.indices.reduce(0) { areas[$1] > areas[$0] ? $1 : $0 }]
  }

  /// Scores each row by the machine that was not trained on its fold. Each machine has the keys of a grid that are best in
  /// a cross-validation of its own training rows.
  ///
  /// - Parameters:
  ///   - patients: the patient of each row; patients stay together in the inner folds as well.
  ///   - innerFolds: folds of the inner cross-validation.
  ///   - seed: of the inner folds.
  public func crossValidated(
    rows: [Double], isPositive: [Bool], patients: [String], folds: [Int],
    choosingFrom grid: [SupportVectorKeys],
    innerFolds: Int = 5, seed: UInt64, threadCount: Int = 1
  ) throws -> SupportVectorResult {
    var scores = [Double](repeating: 0, count: folds.count)
    var areas: [Double?] = []
    for number in Set(folds).sorted() {
      let training = folds.indices.filter { folds[$0] != number }
      let held = folds.indices.filter { folds[$0] == number }
      let truth = training.map { isPositive[$0] }
      let inner = try Self.folds(
        patients: training.map { patients[$0] }, isPositive: truth, count: innerFolds, seed: seed)
      var machine = self
      machine.keys = try Self.best(
        of: grid, rows: select(rows, training), isPositive: truth, folds: inner, columnCount: columnCount,
        threadCount: threadCount)
      let result = try machine.trained(
        on: select(rows, training), isPositive: truth, testedOn: select(rows, held),
        testIsPositive: held.map { isPositive[$0] })
      for (row, value) in zip(held, result.scores) { scores[row] = value }
      areas.append(result.pooledAUC)
    }
    return try SupportVectorResult(scores: scores, isPositive: isPositive, foldAreas: areas)
  }

  // MARK: -

  private func select(_ rows: [Double], _ indices: [Int]) -> [Double] {
    indices.flatMap { rows[$0 * columnCount..<($0 + 1) * columnCount] }
  }
}

/// The result of the protocol.
public struct SupportVectorResult: Hashable, Codable, Sendable {
  /// Decision value per row, positive for the positive class. Each fold's machine has its own scale.
  public let scores: [Double]
  /// AUC of all scores together; nil for one class only.
  public let pooledAUC: Double?
  /// AUC within each fold; nil for a fold with one class only; empty without folds.
  public let foldAUC: [Double?]
  /// Mean of the areas that are defined; nil if none is.
  public let meanFoldAUC: Double?
  /// Fraction of rows on the right side of the machine's border.
  public let accuracy: Double
  /// Sensitivity at specificity 0.5, as the paper reports it; nil for one class only.
  public let sensitivityAtSpecificity50: Double?

  init(scores: [Double], isPositive: [Bool], foldAreas: [Double?]) throws(ScoringError) {
    let ranking = try RankedScores(scores: scores, isPositive: isPositive)
    let defined = foldAreas.compactMap { $0 }
    self.scores = scores
    pooledAUC = ranking.areaUnderCurve()
    foldAUC = foldAreas
    meanFoldAUC = defined.isEmpty ? nil : defined.reduce(0, +) / Double(defined.count)
    let right = zip(scores, isPositive).count { ($0 > 0) == $1 }
    accuracy = scores.isEmpty ? 0 : Double(right) / Double(scores.count)
    sensitivityAtSpecificity50 = ranking.sensitivity(atSpecificity: 0.5)
  }
}
