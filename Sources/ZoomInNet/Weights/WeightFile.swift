import Foundation
import NeuralNet
import Workbench

/// Reads files of weights: safetensors, or what `torch.save` writes.
enum WeightFile {
  /// The content of a file, whose format is told by its first bytes and, where they say nothing, by its name.
  ///
  /// - Throws: `WorkbenchError` `.missing` or `.unreadable`; `NeuralNetError` if the file is of another format, damaged,
  ///   or a pickle that holds more than arrays.
  static func read(_ url: URL) throws -> Safetensors.Content {
    let isFetched = url.lastPathComponent == PublishedNetwork.fetchedFile
    try FileKind.requireFile(
      url,
      remedy: isFetched ? "Run `make \(PublishedNetwork.fetchingGoal)`, which fetches and converts it." : nil)
    guard let file = FileHandle(forReadingAtPath: url.path) else {
      throw WorkbenchError(.unreadable, at: url.path, "cannot be opened")
    }
    defer { try? file.close() }
    let head = try file.read(upToCount: KnownFormat.headByteCount) ?? Data()
    let format = KnownFormat(head: head)
    let isNamedSo = ["pth", "pt", "ckpt", "pkl", "pickle"].contains(url.pathExtension.lowercased())
    let isSafetensors = head.count > 8 && head[head.startIndex + 8] == UInt8(ascii: "{")
    // torch.save writes ZIP archives.
    let isZip = format == .compressed && head.starts(with: "PK".utf8)
    let isPickle = format == .pickle || isNamedSo && (isZip || format == nil && !isSafetensors)
    // Safetensors.read says what files of other formats are.
    return isPickle ? try PyTorchFile.read(url) : try Safetensors.read(url)
  }
}
