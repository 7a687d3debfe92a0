import Clustering
import FeatureStore
import Imaging
import Metrics
import NeuralNet

/// A library whose numbers end up in results, or that reads or writes them.
public struct NumericalLibrary: Codable, Hashable, Sendable {
  /// Its name.
  public var name: String
  /// Its version.
  public var version: String
  /// The kind of processor that it makes or picks code for; nil where it does not say.
  public var kernels: String?
  /// What its threads are; nil where it has none.
  public var threading: String?

  /// A library; by default one that neither chooses kernels nor has threads.
  public init(name: String, version: String, kernels: String? = nil, threading: String? = nil) {
    self.name = name
    self.version = version
    self.kernels = kernels
    self.threading = threading
  }

  /// The libraries whose numbers end up in results, and those that read and write them.
  package static var all: [NumericalLibrary] {
    [
      NumericalLibrary(
        name: "oneDNN", version: Backend.version, kernels: Backend.instructionSet,
        threading: Backend.threading),
      NumericalLibrary(
        name: "OpenBLAS", version: MatrixLibrary.version, kernels: MatrixLibrary.coreName,
        threading: MatrixLibrary.threading),
      NumericalLibrary(name: "HDF5", version: FeatureLibrary.version),
      NumericalLibrary(name: "libsvm", version: SupportVectorLibrary.version),
    ]
      + ImagingLibraries.versions.sorted { $0.key < $1.key }.map { NumericalLibrary(name: $0.key, version: $0.value) }
  }
}
