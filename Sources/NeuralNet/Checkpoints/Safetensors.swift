import Foundation
import Workbench

/// Files of named arrays in the safetensors format.
///
/// Source: huggingface/safetensors, format of version 0.4: the header's length (u64, little-endian), a JSON
/// header, then the arrays without gaps.
public enum Safetensors {
  /// What a file holds.
  public struct Content: Hashable, Sendable {
    /// The arrays by name, as f32 whatever the file's type.
    public var tensors: [String: Tensor]
    /// The file's `__metadata__`.
    public var metadata: [String: String]
    /// Arrays of a type that is not read here, such as `F8_E4M3`, by name.
    public var unread: [String: String] = [:]
  }

  /// Writes arrays as F32, in the order of their names; the same content gives the same bytes.
  ///
  /// - Throws: `NeuralNetError` with code `.inputOutput`.
  public static func write(
    _ tensors: [String: Tensor], metadata: [String: String] = [:], to url: URL
  ) throws(NeuralNetError) {
    do {
      try AtomicFile.write(bytes(tensors, metadata: metadata), to: url)
    } catch {
      throw NeuralNetError(.inputOutput, at: url.path, error.reason, remedy: error.remedy)
    }
  }

  /// The bytes of the file that `write` writes.
  public static func bytes(_ tensors: [String: Tensor], metadata: [String: String] = [:]) -> Data {
    let names = tensors.keys.sorted()
    var fields: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }
      fields.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
    }
    var end = 0
    var body = Data()
    for name in names {
      guard let tensor = tensors[name] else { continue }
      let start = end
      end += tensor.values.count * 4
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      fields.append(
        "\(quoted(name)):{\"dtype\":\"F32\",\"shape\":[\(shape)],\"data_offsets\":[\(start),\(end)]}")
    }
    body.reserveCapacity(end)
    for name in names { tensors[name]?.values.withUnsafeBytes { body.append(contentsOf: $0) } }
    var header = Data("{\(fields.joined(separator: ","))}".utf8)
    while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
    var file = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) }
    file.append(header)
    file.append(body)
    return file
  }

  /// Reads a file; arrays of whole numbers, truth values, F64, F16 and BF16 are converted to f32.
  ///
  /// - Throws: `NeuralNetError` with code `.inputOutput` when the file cannot be read, `.malformed` when it is
  ///   truncated, has gaps or bytes left over, or is of another format.
  public static func read(_ url: URL) throws(NeuralNetError) -> Content {
    try parse(try mapped(url), place: url.path)
  }

  /// The bytes of a file of arrays, mapped where possible.
  ///
  /// - Throws: `NeuralNetError` with code `.inputOutput`.
  static func mapped(_ url: URL) throws(NeuralNetError) -> Data {
    do {
      return try Data(contentsOf: url, options: .mappedIfSafe)
    } catch {
      throw NeuralNetError(.inputOutput, at: url.path, "cannot be read: \(error.localizedDescription)")
    }
  }

  /// Reads the bytes of a file; `place` names it in errors.
  public static func parse(_ file: Data, place: String) throws(NeuralNetError) -> Content {
    func malformed(_ reason: String) -> NeuralNetError {
      NeuralNetError(.malformed, at: place, reason, remedy: "Write or download the file again.")
    }
    if let format = KnownFormat(head: file) {
      throw NeuralNetError(
        .malformed, at: place, "is not a safetensors file, but \(format.words)",
        remedy: format.remedy ?? remedy(for: format))
    }
    guard !file.isEmpty else { throw malformed("is empty") }
    guard file.count >= 8 else { throw malformed("is too short for a safetensors file") }
    let length = file.prefix(8).enumerated().reduce(UInt64(0)) { $0 | UInt64($1.element) << (8 * $1.offset) }
    guard length <= UInt64(file.count - 8) else {
      throw malformed("ends within its header of \(length) bytes")
    }
    let bodyStart = file.startIndex + 8 + Int(length)
    let header = file[(file.startIndex + 8)..<bodyStart]
    let body = file[bodyStart...]
    guard let object = (try? JSONSerialization.jsonObject(with: header)) as? [String: Any] else {
      throw malformed("has a header that is not a JSON object")
    }
    var content = Content(tensors: [:], metadata: [:])
    var stretches: [(Int, Int)] = []
    for name in object.keys.sorted() {
      if name == "__metadata__" {
        guard let metadata = object[name] as? [String: String] else {
          throw malformed("has metadata that are not all strings")
        }
        content.metadata = metadata
        continue
      }
      guard let field = object[name] as? [String: Any], let type = field["dtype"] as? String,
        let shape = field["shape"] as? [Int], let offsets = field["data_offsets"] as? [Int],
        offsets.count == 2, shape.allSatisfy({ $0 >= 0 })
      else { throw malformed("does not describe array \(name) by dtype, shape and data_offsets") }
      guard offsets[0] >= 0, offsets[0] <= offsets[1], offsets[1] <= body.count else {
        throw malformed("ends within array \(name)")
      }
      stretches.append((offsets[0], offsets[1]))
      guard let format = ElementType(rawValue: type) else {
        content.unread[name] = type
        continue
      }
      var count = 1
      for extent in shape {
        let (product, overflow) = count.multipliedReportingOverflow(by: extent)
        guard !overflow, product <= file.count else { throw malformed("gives \(name) an impossible shape") }
        count = product
      }
      guard offsets[1] - offsets[0] == count * format.byteCount else {
        throw malformed("gives array \(name) \(offsets[1] - offsets[0]) bytes for shape \(shape)")
      }
      let bytes = body[(body.startIndex + offsets[0])..<(body.startIndex + offsets[1])]
      content.tensors[name] = Tensor(shape: shape, values: format.values(bytes, count: count))
    }
    var end = 0
    for (start, next) in stretches.sorted(by: <) {
      guard start == end else { throw malformed("has arrays that overlap or leave a gap at byte \(end)") }
      end = next
    }
    guard end == body.count else { throw malformed("has \(body.count - end) bytes after its last array") }
    return content
  }

  // MARK: -

  /// What to do about a file of another format whose content cannot be had by itself.
  private static func remedy(for format: KnownFormat) -> String {
    switch format {
    case .hdf5, .keras:
      "Keras has other names and axes for its arrays: take PyTorch's weights of the network, as safetensors."
    case .numPy: "Save its arrays by safetensors.numpy.save_file."
    case .weightIndex, .json:
      "Name the safetensors file beside it; if there are several, join them by safetensors.torch.save_file."
    case .lfsPointer, .webPage, .pickle, .compressed: "Save its arrays by safetensors.torch.save_file."
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20:
        result += "\\u" + String(repeating: "0", count: scalar.value < 0x10 ? 3 : 2)
        result += String(scalar.value, radix: 16)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
