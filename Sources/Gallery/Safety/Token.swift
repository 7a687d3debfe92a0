/// The secret of a gallery that other machines can reach.
public enum Token {
  /// A new token: 128 random bits, in hexadecimal.
  public static func random() -> String {
    var system = SystemRandomNumberGenerator()
    return (0..<2).map { _ in
      let digits = String(system.next() as UInt64, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  /// Whether two texts are equal. The time it takes depends on their lengths alone.
  static func matches(_ shown: String, _ token: String) -> Bool {
    let (one, other) = (Array(shown.utf8), Array(token.utf8))
    guard one.count == other.count, !other.isEmpty else { return false }
    return zip(one, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
