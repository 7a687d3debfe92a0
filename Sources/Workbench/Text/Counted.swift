/// How pages and messages write numbers of things.
public enum Counted {
  /// An integer with separated thousands: 12,345.
  public static func text(_ number: Int) -> String {
    var digits = Array(String(number.magnitude))
    var place = digits.count - 3
    while place > 0 {
      digits.insert(",", at: place)
      place -= 3
    }
    return (number < 0 ? "-" : "") + String(digits)
  }

  /// `1 picture`, `1,234 pictures`.
  ///
  /// - Parameter plural: where it is not the singular with an s.
  public static func text(_ number: Int, _ singular: String, _ plural: String? = nil) -> String {
    "\(text(number)) \(number == 1 ? singular : plural ?? singular + "s")"
  }
}
