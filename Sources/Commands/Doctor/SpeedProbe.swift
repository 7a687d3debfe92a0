import Clustering
import NeuralNet
import Workbench

/// How fast the numerical libraries are in this process: `zoomin __measure`, which `doctor` calls without the
/// environment variables.
public struct SpeedProbe: Codable, Sendable {
  /// The hidden verb.
  public static let verb = "__measure"

  let matrixGigaflops: Double
  let matrixKernels: String
  /// nil if as many lanes as cores are not allowed.
  let networkGigaflops: Double?
  /// nil also if the processor has no bf16.
  let bf16Gigaflops: Double?
  let networkKernels: String

  /// Measures in this process.
  public init() {
    matrixGigaflops = MatrixLibrary.measuredGigaflops()
    matrixKernels = MatrixLibrary.coreName
    let lanes = ResourceBudget.machine.threadCount
    networkGigaflops = try? Backend.measuredGigaflops(.f32, lanes: lanes)
    bf16Gigaflops = Backend.bf16 == .missing ? nil : try? Backend.measuredGigaflops(.bf16, lanes: lanes)
    networkKernels = Backend.instructionSet
  }

  /// The measurement as one line of JSON.
  public func json() throws -> String { try CanonicalJSON.text(self) }
}
