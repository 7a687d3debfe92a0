import Foundation

/// How texts write sizes of files.
enum FileSizeText {
  /// In the unit that leaves one to four digits before the point: `12.3 MB`.
  static func of(_ byteCount: Int) -> String {
    let units = ["bytes", "kB", "MB", "GB", "TB"]
    var (value, unit) = (Double(byteCount), 0)
    while value >= 1000, unit < units.count - 1 {
      value /= 1000
      unit += 1
    }
    return unit == 0 ? "\(byteCount) bytes" : String(format: "%.1f %@", value, units[unit])
  }
}
