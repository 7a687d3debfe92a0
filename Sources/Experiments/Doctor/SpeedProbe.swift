import Clustering
import NeuralNet
import Runs
import Workbench

/// How fast the numerical libraries are in this process: `zoomin __measure`, which `doctor` calls without pins.
public struct SpeedProbe: Codable, Sendable {
  /// The hidden verb.
  public static let verb = "__measure"

  let matrixGigaflops: Double
  let matrixKernels: String
  /// nil where as many lanes as there are cores are not allowed.
  let networkGigaflops: Double?
  let networkKernels: String

  /// Measures here.
  public init() {
    matrixGigaflops = MatrixLibrary.measuredGigaflops()
    matrixKernels = MatrixLibrary.coreName
    networkGigaflops = try? Backend.measuredGigaflops(lanes: ResourceBudget.machine.threadCount)
    networkKernels = Backend.instructionSet
  }

  /// The measurement as one line of JSON.
  public func json() throws -> String { try CanonicalJSON.text(self) }
}
