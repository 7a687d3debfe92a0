import Foundation
import Workbench

/// Recognises the format of a file of weights by its first bytes.
enum WeightFile {
  /// Throws if the file does not exist or is a PyTorch pickle.
  ///
  /// Reading a pickle can run any code that its author put in. So it is only recognised here, and not read.
  ///
  /// - Throws: `WorkbenchError` `.missing` or `.unreadable`; `ZoomInNetError` `.weights`.
  static func check(_ url: URL) throws {
    guard FileManager.default.fileExists(atPath: url.path) else {
      throw WorkbenchError(.missing, at: url.path, "does not exist")
    }
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
    // Safetensors.read says what files of other formats are.
    guard format == .pickle || isNamedSo && (isZip || format == nil && !isSafetensors) else { return }
    let target = url.deletingPathExtension().lastPathComponent + ".safetensors"
    throw ZoomInNetError(
      .weights, at: url.path,
      "is \(KnownFormat.pickle.words)",
      remedy: "Convert it where PyTorch and safetensors are installed: "
        + #"python3 -c "import sys, torch; from safetensors.torch import save_file; "#
        + #"save_file(torch.load(sys.argv[1], map_location='cpu', weights_only=True), sys.argv[2])" "#
        + "\(ShellWord.quoted(url.path)) \(ShellWord.quoted(target))")
  }
}
