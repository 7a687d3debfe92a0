import Foundation

/// What was found and which files to open: `summary.txt`.
public struct RunSummary: RunText, Equatable {
  public let text: String

  public init(_ text: String) { self.text = text }

  public static func place(in run: RunDirectory) -> URL { run.summary }
}
