import Workbench

/// Everything that a stage's key is made of, as the run records it, so that a later start can say what changed.
public struct StageBasis: Hashable, Sendable, Codable {
  /// The version of the stage's rules.
  public let version: Int
  /// The settings that change its result, by their paths: their spelling, or the hash of the file that they name.
  public let settings: [String: String]
  /// The content of its inputs, by their names; earlier stages by their keys.
  public let inputs: [String: String]

  /// The basis of a key; no two settings have the same path, and no two inputs the same name.
  public init(
    version: Int, settings: [(path: String, value: String)], inputs: [(name: String, content: String)]
  ) {
    self.version = version
    self.settings = Dictionary(uniqueKeysWithValues: settings.map { ($0.path, $0.value) })
    self.inputs = Dictionary(uniqueKeysWithValues: inputs.map { ($0.name, $0.content) })
  }

  /// What the names of inputs begin with that are results of earlier stages.
  public static let stagePrefix = "stage "

  /// The keys of the earlier stages among the inputs, by the names of their records.
  public var stages: [String: String] {
    Dictionary(
      uniqueKeysWithValues: inputs.filter { $0.key.hasPrefix(Self.stagePrefix) }
        .map { (String($0.key.dropFirst(Self.stagePrefix.count)), $0.value) })
  }

  /// The key of the stage of this name.
  public func key(of name: String) -> String {
    StageKey.of(
      name, version: version, settings: settings.map { (path: $0.key, value: $0.value) },
      inputs: inputs.map { (name: $0.key, content: $0.value) })
  }

  /// What differs from an earlier basis: the version, settings by their paths, then inputs by their names.
  public func changes(since earlier: StageBasis) -> [Change] {
    func paths(_ first: [String: String], _ second: [String: String]) -> [String] {
      Set(first.keys).union(second.keys).filter { first[$0] != second[$0] }.sorted()
    }
    return (version == earlier.version ? [] : [.version(from: earlier.version, to: version)])
      + paths(earlier.settings, settings).map {
        .setting($0, from: earlier.settings[$0], to: settings[$0])
      }
      + paths(earlier.inputs, inputs).map { .input($0, from: earlier.inputs[$0], to: inputs[$0]) }
  }

  /// One difference between two bases; nil where one of them does not have the setting or input.
  public enum Change: Hashable, Sendable {
    /// The program's rules for the stage.
    case version(from: Int, to: Int)
    /// A setting.
    case setting(String, from: String?, to: String?)
    /// An input.
    case input(String, from: String?, to: String?)
  }
}
