import Foundation

/// A child process that leads a process group, so that all it starts can be ended with it.
final class ProcessGroup {
  private let process: pid_t
  private var ending: Int?

  /// Starts a program that is found in `PATH`. Both its streams go to a file, and it has no input.
  ///
  /// - Throws: `NotebookError` `.unavailable`.
  init(_ arguments: [String], output: URL) throws(NotebookError) {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    posix_spawnattr_setpgroup(&attributes, 0)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output.path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    var words = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var child: pid_t = 0
    let status = posix_spawnp(&child, arguments[0], &actions, &attributes, &words, environ)
    guard status == 0 else {
      throw NotebookError(
        .unavailable, at: arguments[0], "does not start: \(String(cString: strerror(status)))",
        remedy: "Install it; notebooks run in it.")
    }
    process = child
  }

  /// The exit code, or 128 and the number of the signal that ended it; nil while it runs.
  func status() -> Int? {
    guard ending == nil else { return ending }
    var state: Int32 = 0
    guard waitpid(process, &state, WNOHANG) == process else { return nil }
    let signal = state & 0x7F
    ending = signal == 0 ? Int(state >> 8 & 0xFF) : 128 + Int(signal)
    return ending
  }

  /// Ends the process, if it still runs, and all that it started.
  func end() {
    kill(-process, SIGTERM)
    for _ in 0..<40 where ending == nil {
      _ = status()
      usleep(50_000)
    }
    kill(-process, SIGKILL)
    if ending == nil {
      var state: Int32 = 0
      waitpid(process, &state, 0)
      ending = 1
    }
  }
}
