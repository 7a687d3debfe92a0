import Foundation
import Workbench

/// A reader that takes damaged files.
///
/// A reader either takes an input or refuses it with a `ZoominError`. Everything else is a defect: another
/// error, a message that is no sentence, a `Defect` that the reader's own check throws.
protocol FuzzedReader: Sendable {
  /// What is known of the format.
  var form: any FileForm { get }
  /// Valid files.
  func seeds() throws -> [[UInt8]]
  /// Reads an input and looks at what comes out.
  func read(_ bytes: [UInt8]) throws
}

/// A broken promise of a reader that took an input.
struct Defect: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}

/// The readers by the names that the command takes.
public enum ReaderName: String, CaseIterable, Sendable {
  case jpeg, png, tiff, mask, yaml, override, csv, manifest, lesions, safetensors, pth, hdf5
  /// No reader of the project: one that does everything wrong, by which the supervision is tested.
  case rehearsal

  /// The project's readers.
  public static let allCases: [ReaderName] = [
    .jpeg, .png, .tiff, .mask, .yaml, .override, .csv, .manifest, .lesions, .safetensors, .pth, .hdf5,
  ]

  /// Inputs that the project promises to survive (`make fuzz`).
  public var promisedCount: Int { self == .hdf5 ? 50_000 : 1_000_000 }

  /// Whether a C library may crash on an input, which then must cost no more than a child process.
  public var mayCrash: Bool { self == .hdf5 }

  /// The reader; `scratch` is a folder of its own for those that read files.
  func reader(scratch: URL) throws -> any FuzzedReader {
    switch self {
    case .jpeg: PictureReader(form: JPEGForm(), folder: "jpeg")
    case .png: PictureReader(form: PNGForm(), folder: "png")
    case .tiff: PictureReader(form: TIFFForm(), folder: "tiff")
    case .mask: MaskReader()
    case .yaml: ExperimentTextReader()
    case .override: OverrideReader()
    case .csv: TableReader()
    case .manifest: try ManifestReader(scratch: scratch)
    case .lesions: try LesionTableReader(scratch: scratch)
    case .safetensors: TensorReader.safetensors
    case .pth: TensorReader.pyTorch
    case .hdf5: FeatureFileReader(scratch: scratch)
    case .rehearsal: RehearsalReader()
    }
  }

  /// The damaged files of this reader.
  public func mutator(seed: UInt64, scratch: URL) throws -> Mutator {
    let reader = try reader(scratch: scratch)
    return Mutator(try reader.seeds(), form: reader.form, seed: seed, name: rawValue)
  }
}

/// The files of `Tests/Fuzzing/Seeds`, in the order of their names.
enum SeedFiles {
  static func all(_ folder: String) throws -> [[UInt8]] {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Seeds").appendingPathComponent(folder)
    let names = try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
    return try names.map { [UInt8](try Data(contentsOf: url.appendingPathComponent($0))) }
  }
}
