import Foundation
import Hummingbird
import HummingbirdCore

/// The web pages that browse runs, clusters and patches.
public struct GalleryServer: Sendable {
  private let routes: GalleryRoutes
  private let configuration: GalleryConfiguration

  /// A gallery of a folder of outputs.
  ///
  /// - Throws: `GalleryStartError` if the folder does not exist, or others could reach the server without a token.
  public init(_ configuration: GalleryConfiguration) throws(GalleryStartError) {
    guard configuration.token != nil || configuration.isLoopback else {
      throw GalleryStartError(
        .configuration, at: "--host \(configuration.host)", "other machines could read and judge everything",
        remedy: "Give a secret as --token TEXT, or --token random, which draws one.")
    }
    self.configuration = configuration
    routes = try Self.routes(configuration)
  }

  /// The routes of a gallery.
  ///
  /// - Throws: `GalleryStartError` if the folder of outputs does not exist.
  static func routes(_ configuration: GalleryConfiguration) throws(GalleryStartError) -> GalleryRoutes {
    do {
      return try GalleryRoutes(configuration)
    } catch {
      throw GalleryStartError(
        .missing, at: configuration.outputs.path, "the folder of outputs does not exist",
        remedy: "Name the folder that holds the folders of experiments.")
    }
  }

  /// Serves until the task is cancelled.
  ///
  /// - Parameter onStart: gets the port when the server listens.
  /// - Throws: `GalleryStartError` if the address cannot be used.
  public func serve(onStart: @escaping @Sendable (_ port: Int) -> Void) async throws {
    var server = Application(
      router: routes.router(),
      server: .http1(configuration: HTTP1Channel.Configuration(idleTimeout: .seconds(60))),
      configuration: ApplicationConfiguration(
        address: .hostname(configuration.host, port: configuration.port)),
      onServerRunning: { channel in onStart(channel.localAddress?.port ?? 0) })
    server.logger.logLevel = .critical
    do {
      try await server.runService(gracefulShutdownSignals: [])
    } catch is CancellationError {
      return
    } catch {
      throw GalleryStartError(
        .address, at: "\(configuration.host), port \(configuration.port)", "cannot be served (\(error))",
        remedy: "Give another port as --port NUMBER, or --port 0, which takes a free one.")
    }
  }

  /// The router, for tests without a socket.
  func router() -> Router<GalleryContext> { routes.router() }
}
