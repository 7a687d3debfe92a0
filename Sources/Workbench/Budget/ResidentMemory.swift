import Foundation

/// How much of this process's memory is in RAM, as Linux counts it.
public enum ResidentMemory {
  /// Bytes now (VmRSS); 0 if the system does not tell.
  public static var currentBytes: Int { bytes(of: "VmRSS", in: status) }

  /// The most bytes since the process began, or since `forgetPeak` (VmHWM); 0 if the system does not tell.
  public static var peakBytes: Int { bytes(of: "VmHWM", in: status) }

  /// Resets the peak to what is used now, by writing 5 to `clear_refs`.
  ///
  /// - Returns: whether the system allowed it. If not, the peak stays that of the whole process.
  @discardableResult
  public static func forgetPeak() -> Bool {
    guard let file = fopen("/proc/self/clear_refs", "w") else { return false }
    let isWritten = fputs("5", file) >= 0
    return fclose(file) == 0 && isWritten
  }

  // MARK: -

  private static var status: String {
    (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  }

  /// Bytes from a line of `/proc/<process>/status`, which counts in kB.
  static func bytes(of name: String, in text: String) -> Int {
    let line = text.split(separator: "\n").first { $0.hasPrefix("\(name):") }
    let fields = line?.split { $0 == " " || $0 == "\t" } ?? []
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * 1024 : 0
  }
}
