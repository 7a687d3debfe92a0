import Foundation

/// A summary of the results and of the files to open: `summary.txt`.
public struct RunSummary: RunText, Equatable {
  public let text: String

  public init(_ text: String) { self.text = text }

  public static func place(in run: RunDirectory) -> URL { run.summary }
}
