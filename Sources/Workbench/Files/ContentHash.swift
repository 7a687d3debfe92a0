internal import CCrypto
import Foundation

/// A SHA-256 that is computed piece by piece.
///
/// Values enter in little-endian order, so that the same content has the same hash on every machine.
public struct ContentHash: ~Copyable {
  private let context: OpaquePointer

  /// A hash to which nothing was added yet.
  public init() {
    guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      preconditionFailure("libcrypto cannot begin a SHA-256: out of memory")
    }
    self.context = context
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Adds raw bytes.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard !bytes.isEmpty else { return }
    precondition(EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1, "libcrypto failed")
  }

  /// Adds the UTF-8 bytes of a text, preceded by their count.
  public mutating func update(_ text: String) {
    var count = UInt64(text.utf8.count).littleEndian
    withUnsafeBytes(of: &count) { update($0) }
    var text = text
    text.withUTF8 { update(UnsafeRawBufferPointer($0)) }
  }

  /// Adds the values of an array in little-endian order.
  public mutating func update<Value: BitwiseCopyable>(_ values: [Value]) {
    values.withUnsafeBytes { update($0) }
  }

  /// The hash as 64 lower-case hexadecimal digits.
  public consuming func hexadecimal() -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    var count: UInt32 = 0
    precondition(EVP_DigestFinal_ex(context, &digest, &count) == 1, "libcrypto failed")
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// The hash of a byte string.
  public static func hexadecimal(of data: Data) -> String {
    var hash = ContentHash()
    data.withUnsafeBytes { hash.update($0) }
    return hash.hexadecimal()
  }

  /// The hash of a text's UTF-8 bytes.
  public static func hexadecimal(of text: String) -> String {
    hexadecimal(of: Data(text.utf8))
  }

  /// The hash of a file, read in pieces of one mebibyte.
  ///
  /// - Throws: `WorkbenchError` with code `.missing` or `.unreadable`.
  public static func hexadecimal(ofFile url: URL) throws(WorkbenchError) -> String {
    try FileKind.requireFile(url)
    guard let handle = FileHandle(forReadingAtPath: url.path) else {
      throw WorkbenchError(.unreadable, at: url.path, "cannot be opened")
    }
    defer { try? handle.close() }
    var hash = ContentHash()
    do {
      while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
        piece.withUnsafeBytes { hash.update($0) }
      }
    } catch {
      throw WorkbenchError(.unreadable, at: url.path, "cannot be read: \(error.localizedDescription)")
    }
    return hash.hexadecimal()
  }
}
