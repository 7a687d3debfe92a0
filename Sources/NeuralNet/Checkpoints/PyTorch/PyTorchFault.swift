/// Why a file of PyTorch is not read, as a clause without the file's name.
enum PyTorchFault: Error {
  /// The file does not follow its format, or its parts contradict each other.
  case malformed(String)
  /// The file may be whole, but holds what is not read here.
  case unsupported(String)

  /// A file that ends before it is complete.
  static func truncated(within part: String) -> PyTorchFault { .malformed("ends within \(part)") }
}
