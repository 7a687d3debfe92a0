import Foundation

/// Environment variables that change which kernels, threads or number formats the libraries use.
public enum EnvironmentPins {
  /// How the names of such variables begin: OpenMP and its GNU implementation, both names of oneDNN, all names of
  /// OpenBLAS; and the limit of the program's own loops.
  static let prefixes = ["OMP_", "GOMP_", "DNNL_", "ONEDNN_", "OPENBLAS_", "GOTO_", "ZOOMIN_MAX_CPU_ISA"]

  /// Those that are set in this process, with their values.
  public static var current: [String: String] { among(ProcessInfo.processInfo.environment) }

  /// Those among the given variables.
  public static func among(_ environment: [String: String]) -> [String: String] {
    environment.filter { name, _ in prefixes.contains { name.hasPrefix($0) } }
  }
}
