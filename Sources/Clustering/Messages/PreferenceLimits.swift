/// The preferences that messages can tell apart from no preference at all.
///
/// Far outside the preference range only the sign matters: a row is never or always an exemplar. A number of such a size
/// would swallow the similarities when it is added to them, so messages use the nearest limit instead. Net similarities
/// and reports use the preference itself.
struct PreferenceLimits {
  /// Below it, messages use it.
  let lowest: Double
  /// Above it, messages use it.
  let highest: Double

  /// The limits for preferences of `rowCount` rows.
  ///
  /// If all rows have the same preference, the lower limit is as far below the preference range as the range is wide.
  /// Otherwise no row at the limit can be an exemplar while another row is willing, whatever lies nearest to what.
  init(
    _ statistics: Similarities.Statistics, rowCount: Int, precision: Similarities.Precision, areEqual: Bool
  ) {
    let range = statistics.range
    let unit = statistics.tieScale
    switch precision {
    case .single:
      lowest = range.minimum - (areEqual ? range.maximum - range.minimum + unit : 2 * Double(rowCount) * unit)
      highest = range.maximum + unit
    case .double:
      // These may be another program's messages, so the limit is only where 28 of 52 bits of a similarity are lost.
      let largest = 0x1p28 * (range.maximum - range.minimum + unit)
      (lowest, highest) = (range.minimum - largest, range.maximum + largest)
    }
  }

  /// The preference for messages.
  func limited(_ preference: Double) -> Double { max(lowest, min(highest, preference)) }
}
