import Clustering
import FeatureStore
import Imaging
import Scoring
import NeuralNet

/// A library that computes, reads or writes results.
public struct NumericalLibrary: Codable, Hashable, Sendable {
  /// Its name.
  public var name: String
  /// Its version.
  public var version: String
  /// The kind of processor for which it makes or chooses code; nil if it does not report this.
  public var kernels: String?
  /// The kind of its threads; nil if it has none.
  public var threading: String?

  /// A library; by default one that neither chooses kernels nor has threads.
  public init(name: String, version: String, kernels: String? = nil, threading: String? = nil) {
    self.name = name
    self.version = version
    self.kernels = kernels
    self.threading = threading
  }

  /// The libraries that compute, read or write results.
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
      + ImagingLibraries.versions.sorted { $0.key < $1.key }.map {
        NumericalLibrary(name: $0.key, version: $0.value)
      }
  }
}
