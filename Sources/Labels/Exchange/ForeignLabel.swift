import Workbench

/// A label as a file to import has it: its picture may be known by name only, and its term is the file's own spelling.
public struct ForeignLabel: Hashable, Sendable {
  /// Where in the file it is.
  public enum Origin: Hashable, Sendable {
    /// A line of a table, counted from 1.
    case line(Int)
    /// An annotation of a COCO file, by its `id`, or by `#` and its index where it has none.
    case annotation(String)
  }

  /// Where on a picture it is.
  public enum Place: Hashable, Sendable {
    /// A box on the picture with this SHA-256.
    case picture(sha256: String, Box)
    /// A box on the picture with this name.
    case image(id: String, Box)
    /// A region by its row of the features.
    case region(row: Int)
  }

  /// Width and height of the picture that boxes refer to, where the file tells them.
  public struct PictureSize: Hashable, Sendable {
    /// In pixels.
    public let width: Int
    /// In pixels.
    public let height: Int
  }

  /// Where in the file it is.
  public let origin: Origin
  /// Patch or lesion; a region is always a patch.
  public let kind: Label.Kind
  /// Where on a picture it is.
  public let place: Place
  /// The term as the file writes it.
  public let term: String
  /// The author; nil if the file does not tell.
  public let author: String?
  /// The time, as in `LogEntry.time`; nil if the file does not tell.
  public let time: String?
  /// The size of the picture; nil if the file does not tell.
  public var pictureSize: PictureSize?

  /// An error about this label; `reason` is a clause about it.
  public func fault(in file: String, _ reason: String, _ remedy: String? = nil) -> WorkbenchError {
    switch origin {
    case .line(let line): WorkbenchError(.malformed, at: file, line: line, reason, remedy: remedy)
    case .annotation(let name):
      WorkbenchError(.malformed, at: "\(file), annotation \(name)", reason, remedy: remedy)
    }
  }
}
