import Foundation

/// The paths inside the folder of all outputs. Nothing is created here.
public struct OutputsDirectory: Hashable, Sendable {
  /// The name of the folder that is not an experiment's.
  static let cacheName = "cache"

  /// The folder itself.
  public let url: URL

  /// The folder of outputs at a place.
  public init(_ url: URL) { self.url = url }

  /// The folder of an experiment's runs.
  public func experiment(_ name: String) -> URL { url.appendingPathComponent(name) }
  /// A run of an experiment.
  public func run(_ id: String, ofExperiment name: String) -> RunDirectory {
    RunDirectory(experiment(name).appendingPathComponent(id))
  }
  /// Files that experiments share and that can be made again.
  public var cache: URL { url.appendingPathComponent(Self.cacheName) }
  /// Pictures cropped and shrunk.
  public var preparedPictures: URL { cache.appendingPathComponent("prepared") }
  /// A drawn data set.
  public func phantoms(_ name: String) -> URL { cache.appendingPathComponent("phantoms/\(name)") }
  /// The folder of all sweeps.
  public var sweeps: URL { url.appendingPathComponent("sweeps") }
  /// The results of a sweep.
  public func sweep(_ name: String) -> URL { sweeps.appendingPathComponent(name) }
  /// Runs that were removed and can be restored. As its name begins with a point, no list of runs contains it.
  public var trash: URL { url.appending(path: ".trash", directoryHint: .isDirectory) }
  /// The labels of regions.
  public var labels: URL { url.appendingPathComponent("labels.sqlite") }
}
