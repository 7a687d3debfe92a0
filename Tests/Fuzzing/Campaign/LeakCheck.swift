import Foundation

/// The leak sanitizer, where the program is built with it.
enum LeakCheck {
  /// Does work whose memory is kept until the program ends. The sanitizer looks for pointers to memory, and Swift keeps
  /// some with marks in their free bits, so it would call the closures of a constant leaked.
  static func leavingOut(_ work: () -> Void) {
    call("__lsan_disable")
    work()
    call("__lsan_enable")
  }

  private static func call(_ name: String) {
    guard let symbol = dlsym(nil, name) else { return }
    unsafeBitCast(symbol, to: (@convention(c) () -> Void).self)()
  }
}
