import HTTPTypes
import Hummingbird

/// Who looks at a page, and whether blind: without grades, what goes with them, marked lesions and what others said.
struct Viewing: Hashable, Sendable {
  /// The name under which judgements are stored.
  let reader: String
  /// Whether what could sway the reader is hidden.
  let isBlind: Bool

  /// The name of the cookie that says so.
  static let cookie = "zoomin-blind"

  init(reader: String, isBlind: Bool) {
    self.reader = reader
    self.isBlind = isBlind
  }

  /// Whether what a person said is shown: everything, or in blind reading the reader's own.
  func shows(_ author: String) -> Bool { !isBlind || author == reader }

  /// How the browser of a request looks.
  init(_ request: Request, reader: String) {
    self.init(reader: reader, isBlind: request.cookie(Self.cookie) == "1")
  }
}

extension Request {
  /// The value of a cookie; nil if the browser holds none of this name.
  func cookie(_ name: String) -> String? {
    for header in headers[values: .cookie] {
      for pair in header.split(separator: ";") {
        let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
        if parts.count == 2, parts[0] == name { return String(parts[1]) }
      }
    }
    return nil
  }
}
