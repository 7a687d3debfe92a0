import Foundation
import Gallery
import Labels
import Pipeline
import Runs
import Settings
import Synchronization
import Workbench

/// `zoomin browse`: the gallery, until the process is asked to stop.
public struct BrowseJob {
  private let configuration: GalleryConfiguration
  private let console: Console

  /// The gallery of a folder of outputs.
  ///
  /// - Parameters:
  ///   - outputs: nil takes that of the experiment.
  ///   - host: where to listen. Anything but the loopback interface needs a token.
  ///   - token: nil without one; `random` draws one.
  ///   - author: the name under which judgements are stored.
  public init(
    outputs: String?, host: String, port: Int, token: String?, author: String, experiment: Experiment,
    console: Console
  ) {
    let folder = outputs.map { URL(fileURLWithPath: $0, isDirectory: true) } ?? experiment.outputs
    configuration = GalleryConfiguration(
      outputs: folder, labels: experiment.labels.file(shared: OutputsDirectory(folder).labels),
      matching: LabelMatching(minimumOverlap: experiment.labels.overlap), host: host,
      port: port, token: token == "random" ? Token.random() : token, author: author,
      program: Program.executable)
    self.console = console
  }

  /// Serves until SIGINT or SIGTERM. The address is printed when it can be opened.
  ///
  /// - Throws: `GalleryStartError` if the gallery cannot be opened.
  public func perform() throws -> ExitCode {
    let server = try GalleryServer(configuration)
    let outcome = Outcome()
    let (console, configuration) = (console, configuration)
    let work = Task.detached {
      do {
        try await server.serve { port in
          console.say(configuration.address(port: port))
          console.note("Serving \(configuration.outputs.path). Ctrl-C ends it.")
        }
        outcome.set(.success(()))
      } catch {
        outcome.set(.failure(error))
      }
    }
    while outcome.value == nil, !Interruption.isRequested { Thread.sleep(forTimeInterval: 0.05) }
    work.cancel()
    while outcome.value == nil { Thread.sleep(forTimeInterval: 0.05) }
    try outcome.value?.get()
    return Interruption.isRequested ? Interruption.exitCode : .done
  }

  /// How serving ended; nil while it goes on.
  private final class Outcome: Sendable {
    private let state = Mutex<Result<Void, any Error>?>(nil)

    var value: Result<Void, any Error>? { state.withLock { $0 } }

    func set(_ result: Result<Void, any Error>) { state.withLock { $0 = result } }
  }
}
