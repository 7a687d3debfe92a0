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
    let head = try [UInt8](file.read(upToCount: 9) ?? Data())
    let isZip = head.starts(with: [0x50, 0x4B, 0x03, 0x04])
    let isBarePickle = head.count > 1 && head[0] == 0x80 && (2...5).contains(head[1]) && head.last != 0x7B
    let isNamedSo = ["pth", "pt", "ckpt", "pkl", "pickle"].contains(url.pathExtension.lowercased())
    guard isZip || isBarePickle || (isNamedSo && head.last != 0x7B) else { return }
    let target = url.deletingPathExtension().lastPathComponent + ".safetensors"
    throw ZoomInNetError(
      .weights, at: url.path,
      "is a pickle of PyTorch, which can run any code when it is read, so it is not read here",
      remedy: "Convert it where PyTorch and safetensors are installed: "
        + #"python3 -c "import sys, torch; from safetensors.torch import save_file; "#
        + #"save_file(torch.load(sys.argv[1], map_location='cpu', weights_only=True), sys.argv[2])" "#
        + "\(quoted(url.path)) \(quoted(target))")
  }

  // MARK: -

  /// A path quoted for a shell.
  private static func quoted(_ path: String) -> String {
    let isPlain = path.utf8.allSatisfy { byte in
      (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
        || "/._-".utf8.contains(byte)
    }
    return isPlain ? path : "'\(path.replacing("'", with: "'\\''"))'"
  }
}
