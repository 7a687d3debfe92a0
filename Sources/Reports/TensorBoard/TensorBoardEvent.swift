import Foundation

/// What TensorBoard shows of one moment: scalars and pictures by their tags.
///
/// Source: TensorFlow's `core/util/event.proto` and `core/framework/summary.proto`, whose field numbers stand here.
struct TensorBoardEvent: Hashable, Sendable {
  /// A number or a picture.
  enum Content: Hashable, Sendable {
    /// A point of a curve.
    case scalar(Float)
    /// The bytes of a JPEG or PNG file with three colours.
    case picture(Data, width: Int, height: Int)
  }

  /// A content and its tag; what stands before the first `/` groups tags.
  struct Value: Hashable, Sendable {
    var tag: String
    var content: Content
  }

  /// What every file begins with.
  static let version = "brain.Event:2"

  /// The place on the horizontal axis.
  var step: Int
  /// Nothing: the event that says of which version the file is.
  var values: [Value]

  /// The event as a record's content.
  ///
  /// - Parameter time: seconds since 1970.
  func encoded(at time: Double) -> Data {
    var event = ProtocolMessage()
    event.append(1, double: time)
    // Other writers leave out what is zero, too.
    if step != 0 { event.append(2, integer: step) }
    guard !values.isEmpty else {
      event.append(3, text: Self.version)
      return event.bytes
    }
    var summary = ProtocolMessage()
    for value in values { summary.append(1, message: Self.message(value)) }
    event.append(5, message: summary)
    return event.bytes
  }

  /// The time of an event that `encoded` wrote, and its bytes without the time; nil for other bytes.
  static func time(of content: Data) -> (seconds: Double, rest: Data)? {
    let key: UInt8 = 1 << 3 | 1
    guard content.count >= 9, content.first == key else { return nil }
    let bits = content.dropFirst().prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return (Double(bitPattern: bits), Data(content.dropFirst(9)))
  }

  // MARK: -

  private static func message(_ value: Value) -> ProtocolMessage {
    var message = ProtocolMessage()
    message.append(1, text: value.tag)
    switch value.content {
    case .scalar(let number): message.append(2, float: number)
    case .picture(let bytes, let width, let height):
      var picture = ProtocolMessage()
      picture.append(1, integer: height)
      picture.append(2, integer: width)
      picture.append(3, integer: 3)  // red, green, blue
      picture.append(4, data: bytes)
      message.append(4, message: picture)
    }
    return message
  }
}
