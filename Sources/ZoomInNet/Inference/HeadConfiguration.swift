import Workbench

/// Which of the network's outputs decide a picture's grade: keys of `evaluate`.
public struct HeadConfiguration: Hashable, Sendable {
  /// The probabilities that decide a picture's grade.
  public enum Decision: String, Hashable, Sendable, CaseIterable {
    /// y: the mean of the combined heads.
    case combined = "y"
    /// y_M.
    case mNet = "y_m"
    /// y_A.
    case aNet = "y_a"
    /// y_C.
    case cNet = "y_c"

    /// The decision by one head alone.
    public init(_ head: Head) {
      switch head {
      case .mNet: self = .mNet
      case .aNet: self = .aNet
      case .cNet: self = .cNet
      }
    }
  }

  /// Heads whose mean is y; heads that are not trained are left out.
  public var combined = Head.allCases
  /// The rotations and flips over which probabilities are averaged, 1...8.
  public var orientationCount = 1
  /// The probabilities that decide the predicted grade and are compared with nuisance measurements.
  public var decision = Decision.combined

  /// The mean of all heads.
  public init() {}
}

extension HeadConfiguration: Configurable {
  public static let keys: [SettingKey<HeadConfiguration>] = [
    .selection(
      "combine", \.combined, form: "a list of y_m, y_a and y_c, each once",
      "The heads whose mean is y; those that are not trained are left out."
    ).changing(.resultsFrom(.mine)),
    .integer(
      "orientations", \.orientationCount, 1...8,
      "How many rotations and flips of each picture are read; probabilities are their mean. The attention, the regions and "
        + "the features are those of the upright picture."
    ).changing(.resultsFrom(.mine)).asked { $0.orientationCount > 1 },
    .choice(
      "head", \.decision,
      "Which probabilities decide the predicted grade and are compared with nuisance measurements: y, the mean, or one head."
    ),
  ]
}
