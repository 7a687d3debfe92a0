import ArgumentParser
import CStart
import Foundation
import Pipeline
import Workbench

/// Runs a verb. Turns an error into one sentence on standard error and an exit code.
@main
enum Main {
  static func main() {
    cs_clean_environment()
    Interruption.listen()
    do {
      var command = try Zoomin.parseAsRoot()
      try command.run()
    } catch let error as any ZoominError {
      let stopped = (error as? WorkbenchError)?.code == .stopped
      complain(error.message, stopped ? Interruption.exitCode : error.exitCode)
    } catch let error as CleanExit {
      Zoomin.exit(withError: error)
    } catch let error as ExitCodeRequest {
      Foundation.exit(error.code.rawValue)
    } catch {
      Zoomin.exit(withError: error)
    }
  }

  private static func complain(_ message: String, _ code: Workbench.ExitCode) -> Never {
    FileHandle.standardError.write(Data("zoomin: \(message)\n".utf8))
    Foundation.exit(code.rawValue)
  }
}

/// Thrown by a verb that has printed everything and must end with an exit code.
struct ExitCodeRequest: Error {
  let code: Workbench.ExitCode
}
