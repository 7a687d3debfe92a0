import Foundation

/// Variables of the environment by which somebody else has a say in kernels, threads or numbers.
public enum EnvironmentPins {
  /// How such variables begin: OpenMP and its GNU implementation, oneDNN under both its names, OpenBLAS under all
  /// of its; and the limit of the program's own loops.
  static let prefixes = ["OMP_", "GOMP_", "DNNL_", "ONEDNN_", "OPENBLAS_", "GOTO_", "ZOOMIN_MAX_CPU_ISA"]

  /// Those that are set, by name.
  public static var current: [String: String] { among(ProcessInfo.processInfo.environment) }

  /// Those among some variables.
  public static func among(_ environment: [String: String]) -> [String: String] {
    environment.filter { name, _ in prefixes.contains { name.hasPrefix($0) } }
  }
}
