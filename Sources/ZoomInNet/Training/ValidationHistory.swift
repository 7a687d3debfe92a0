/// How well a network grades the validation pictures at one time of training.
public struct ValidationMeasures: Hashable, Codable, Sendable {
  /// Mean cross-entropy of y.
  public let loss: Double
  /// Quadratic weighted kappa; nil if it is undefined.
  public let kappa: Double?
  /// AUC of referable against not; nil if the pictures are of one class.
  public let referableAUC: Double?

  /// The given measures.
  public init(loss: Double, kappa: Double?, referableAUC: Double?) {
    self.loss = loss
    self.kappa = kappa
    self.referableAUC = referableAUC
  }
}

/// The validation measures of a phase so far, which decide the best weights and when a phase ends early.
public struct ValidationHistory: Hashable, Codable, Sendable {
  /// The measures after an epoch.
  public struct Entry: Hashable, Codable, Sendable {
    /// The epoch after which they were taken, 0 first.
    public let epoch: Int
    /// Parameter updates of the phase until then.
    public let update: Int
    /// The measures.
    public let measures: ValidationMeasures

    /// Measures after an epoch.
    public init(epoch: Int, update: Int, measures: ValidationMeasures) {
      self.epoch = epoch
      self.update = update
      self.measures = measures
    }
  }

  /// In the order of epochs.
  public private(set) var entries: [Entry] = []

  /// A history without entries.
  public init() {}

  /// Adds the measures of a later epoch.
  public mutating func append(_ entry: Entry) {
    precondition(entries.last.map { $0.epoch < entry.epoch } ?? true, "epochs ascend")
    entries.append(entry)
  }

  /// The index of the best entry; the earliest of equally good ones. Nil if what decides is undefined throughout.
  public func bestIndex(by selection: TrainingConfiguration.Selection) -> Int? {
    entries.indices.filter { selection.score(entries[$0].measures) != nil }.max { left, right in
      let scores = [left, right].map { selection.score(entries[$0].measures) ?? 0 }
      return scores[0] < scores[1] || (scores[0] == scores[1] && left > right)
    }
  }

  /// Whether the last `patience` entries are all worse than, or as good as, one before them.
  public func isExhausted(after patience: Int, by selection: TrainingConfiguration.Selection) -> Bool {
    guard let best = bestIndex(by: selection) else { return false }
    return entries.count - 1 - best >= patience
  }
}

extension TrainingConfiguration.Selection {
  /// The measure that decides, larger for better; nil if it is undefined or not finite.
  fileprivate func score(_ measures: ValidationMeasures) -> Double? {
    let value: Double? =
      switch self {
      case .last, .kappa: measures.kappa
      case .auc: measures.referableAUC
      case .loss: -measures.loss
      }
    return value.flatMap { $0.isFinite ? $0 : nil }
  }
}
