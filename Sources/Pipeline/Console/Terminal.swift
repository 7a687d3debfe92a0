import Foundation

/// A terminal whose last line can be written again.
///
/// Only a carriage return and blanks are used for that: no colours and no other control codes, so that it looks the same
/// on every terminal, whatever `NO_COLOR` and `TERM` say.
struct Terminal {
  private let descriptor: Int32
  /// Characters of the line that is open; 0 if none is.
  private var openCount = 0

  /// The terminal on a stream; nil if it is a file or a pipe.
  init?(_ descriptor: Int32) {
    guard isatty(descriptor) == 1 else { return nil }
    self.descriptor = descriptor
  }

  /// How many characters a line may have so that it does not wrap.
  var width: Int {
    var size = winsize()
    let isKnown = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return (isKnown ? Int(size.ws_col) : Self.usualWidth) - 1
  }

  /// What to write so that a line takes the place of the open one.
  mutating func replacing(with line: String) -> String {
    let blanks = max(0, openCount - line.count)
    openCount = line.count
    // The cursor stands after the text again.
    return "\r" + line + String(repeating: " ", count: blanks) + String(repeating: "\u{8}", count: blanks)
  }

  /// What to write so that the open line is gone; empty if there is none.
  mutating func clearing() -> String {
    guard openCount > 0 else { return "" }
    defer { openCount = 0 }
    return "\r" + String(repeating: " ", count: openCount) + "\r"
  }

  // MARK: -

  /// For terminals that do not say.
  private static let usualWidth = 80
}
