import Runs
import Workbench

/// One step of a run: what it reads, which settings decide its result, and how it is done.
///
/// A stage says what its result depends on; whether it runs is decided by `StageRunner` alone, from the key that it makes
/// of the name, the version, the settings and the inputs. Equal keys mean equal results.
protocol Stage {
  /// What later stages need to know of the result.
  associatedtype Output: StageOutput

  /// The stage's name. Settings whose first effect is this stage are its own.
  var name: StageName { get }
  /// The version of the stage's rules, raised by hand when its result changes for the same settings and inputs.
  var version: Int { get }
  /// Sections and keys beside its own that its result depends on, such as `regions` or `mosaic.crop_cells`.
  var alsoReads: [String] { get }
  /// Everything else that can change the result: earlier stages, tables, files, labels, by their content.
  var inputs: [StageInput] { get throws }

  /// Does the work. Every file of the output stands complete under its final name when it returns.
  func perform(_ work: StageWork) throws -> Output
}

extension Stage {
  var alsoReads: [String] { [] }
}

/// What a stage comes to, as the run remembers it.
protocol StageOutput: Codable, Sendable {
  /// Files and folders of the result, relative to the run directory. Where one is missing the stage is done again.
  var files: [String] { get }
}

/// Something that a stage's result depends on.
struct StageInput: Hashable, Sendable {
  /// What it is, such as "lesions".
  let name: String
  /// A hash of its content, or a stage's key.
  let content: String

  init(_ name: String, _ content: String) {
    self.name = name
    self.content = content
  }

  /// The result of an earlier stage.
  init(_ result: StageResult<some StageOutput>) {
    self.init("stage \(result.name.rawValue)", result.key)
  }
}

/// The result of a stage and the key under which it was made.
struct StageResult<Output: StageOutput>: Sendable {
  let name: StageName
  let key: String
  let output: Output
}

/// What a stage is given while it works.
struct StageWork {
  /// The run that it works in.
  let run: RunDirectory
  /// Its key.
  let key: String
  /// Hears of progress, and answers whether to go on.
  let progress: ProgressListener
  /// Where remarks and warnings go.
  let console: Console
  /// Ends the work where the run's folder was deleted.
  let folder: WatchedFolder
}
