import Foundation
import Labels

/// What the gallery serves, to whom, and who is reading.
public struct GalleryConfiguration: Sendable {
  /// The folder of all outputs.
  public var outputs: URL
  /// The file of labels.
  public var labels: URL
  /// Which labels apply to a patch.
  public var matching: LabelMatching
  /// The address to listen at: the loopback interface unless there is a token.
  public var host: String
  /// The port; 0 lets the system choose one.
  public var port: Int
  /// What a browser must show once before it gets anything; nil on the loopback interface, where it is not needed.
  public var token: String?
  /// The name under which judgements are stored.
  public var author: String
  /// The program, which checks feature files in a process of its own.
  public var program: URL

  /// The gallery of a folder of outputs, on the loopback interface.
  public init(
    outputs: URL, labels: URL, matching: LabelMatching = LabelMatching(), host: String = "127.0.0.1",
    port: Int = 8321, token: String? = nil,
    author: String,
    program: URL
  ) {
    self.outputs = outputs
    self.labels = labels
    self.matching = matching
    self.host = host
    self.port = port
    self.token = token
    self.author = author
    self.program = program
  }

  /// Names under which a browser may address the server; nil for any, where a token protects it.
  var hostNames: Set<String>? { token == nil ? ["localhost", "127.0.0.1", "[::1]"] : nil }

  /// Whether only this machine can reach the address.
  var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }

  /// The address to open in a browser.
  public func address(port: Int) -> String {
    let name = host.contains(":") ? "[\(host)]" : host
    return "http://\(name):\(port)/" + (token.map { "?token=\($0)" } ?? "")
  }
}
