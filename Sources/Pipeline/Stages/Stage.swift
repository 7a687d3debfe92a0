import Runs
import Settings
import Workbench

/// One step of a run: its inputs, the settings that decide its result, and its work.
///
/// A stage declares what its result depends on. Only `StageRunner` decides whether it runs, by a key made from the
/// name, the version, the settings and the inputs. Equal keys mean equal results.
protocol Stage {
  /// The results that later stages use.
  associatedtype Output: StageOutput

  /// The stage's name. Its own settings are those that affect it first.
  var name: StageName { get }
  /// The rows that it works on, where a run repeats the stage for several; nil for a stage that is done once.
  var rows: ClusteredRows? { get }
  /// The version of the stage's rules, increased by hand when its result changes for the same settings and inputs.
  var version: Int { get }
  /// Further sections and keys on which its result depends, such as `regions` or `mosaic.crop_cells`.
  var alsoReads: [String] { get }
  /// Everything else that can change the result, by its content: earlier stages, tables, files, labels.
  var inputs: [StageInput] { get throws }

  /// Does the work. When it returns, every file of the output is complete under its final name.
  func perform(_ work: StageWork) throws -> Output
}

extension Stage {
  var rows: ClusteredRows? { nil }
  var alsoReads: [String] { [] }

  /// The name under which the result is recorded.
  var record: String { rows?.record(of: name.rawValue) ?? name.rawValue }

  /// Everything that the stage's key is made of, for the settings of an experiment.
  ///
  /// - Throws: if the content of an input or of a file that a setting names cannot be read.
  func basis(_ experiment: Experiment) throws -> StageBasis {
    StageBasis(
      version: version, settings: try experiment.identity(of: name, alsoReading: alsoReads),
      inputs: try inputs.map { (name: $0.name, content: $0.content) })
  }
}

/// The result of a stage, as the run records it.
protocol StageOutput: Codable, Sendable {
  /// Files and folders of the result, relative to the run directory. If one is missing, the stage runs again.
  var files: [String] { get }

  /// What stands for the result in the plan of a run, before the stage has run. Later stages make their inputs of it.
  ///
  /// - Parameter content: stands for a hash of the result's content, which nobody knows yet.
  static func planned(content: String) -> Self
}

/// An input of a stage.
struct StageInput: Hashable, Sendable {
  /// Its name, such as "lesions".
  let name: String
  /// A hash of its content, or a stage's key.
  let content: String

  init(_ name: String, _ content: String) {
    self.name = name
    self.content = content
  }

  /// The result of an earlier stage.
  init(_ result: StageResult<some StageOutput>) {
    self.init(StageBasis.stagePrefix + result.record, result.key)
  }
}

/// The result of a stage and the key under which it was made.
struct StageResult<Output: StageOutput>: Sendable {
  /// The name under which it is recorded.
  let record: String
  let key: String
  let output: Output
}

/// The context of a stage's work.
struct StageWork {
  /// The run that it works in.
  let run: RunDirectory
  /// Its key.
  let key: String
  /// Whether a result of this key that the run may have already is made again. What is there must then stay until all
  /// of the new result is there.
  var isAgain = false
  /// Receives progress and returns whether to continue.
  let progress: ProgressListener
  /// For remarks and warnings.
  let console: Console
  /// Checks whether the run's folder was deleted.
  let folder: WatchedFolder
}
