internal import CLibSVM
import Workbench

/// The keys of an RBF support vector machine.
public struct SupportVectorKeys: Hashable, Codable, Sendable {
  /// C, the penalty for a row on the wrong side.
  public var cost: Double
  /// Gamma of the kernel exp(-gamma |x - y|^2).
  public var gamma: Double
  /// LIBSVM's stopping tolerance.
  public var tolerance: Double

  /// LIBSVM's defaults for five columns: C = 1, gamma = 1/5.
  public init(cost: Double = 1, gamma: Double = 0.2, tolerance: Double = 1e-3) {
    self.cost = cost
    self.gamma = gamma
    self.tolerance = tolerance
  }
}

/// A two-class support vector machine with an RBF kernel (LIBSVM).
///
/// No random numbers are used: LIBSVM needs them only for probabilities and for its own folds, which are not used here.
/// It prints nothing.
struct SupportVectorMachine: ~Copyable {
  private let model: UnsafeMutablePointer<svm_model>
  private let nodes: NodeTable

  /// Trains on rows, [rows, columns] row by row.
  ///
  /// - Throws: `ScoringError` for one class only, a number that is not finite, or keys LIBSVM refuses.
  init(
    rows: [Double], columnCount: Int, isPositive: [Bool], keys: SupportVectorKeys
  ) throws(ScoringError) {
    precondition(rows.count == isPositive.count * columnCount, "every row has a truth")
    let name = "support vector machine"
    guard rows.allSatisfy(\.isFinite) else {
      throw ScoringError(.nonFinite, in: name, "a measurement is NaN or infinite")
    }
    guard isPositive.contains(true), isPositive.contains(false) else {
      throw ScoringError(.insufficient, in: name, "the training rows have one class only")
    }
    Self.silence
    let nodes = NodeTable(rows: rows, columnCount: columnCount)
    var targets = isPositive.map { $0 ? 1.0 : -1.0 }
    var parameter = svm_parameter()
    parameter.svm_type = Int32(C_SVC)
    parameter.kernel_type = Int32(RBF)
    parameter.gamma = keys.gamma
    parameter.C = keys.cost
    parameter.eps = keys.tolerance
    parameter.cache_size = 100
    parameter.shrinking = 1
    var refusal: String?
    let model = targets.withUnsafeMutableBufferPointer { targets -> UnsafeMutablePointer<svm_model>? in
      var problem = svm_problem(l: Int32(targets.count), y: targets.baseAddress, x: nodes.rows.baseAddress)
      if let text = svm_check_parameter(&problem, &parameter) {
        refusal = String(cString: text)
        return nil
      }
      return svm_train(&problem, &parameter)
    }
    guard let model else {
      throw ScoringError(.outOfRange, in: name, "LIBSVM refuses the keys: \(refusal ?? "no reason given")")
    }
    self.model = model
    self.nodes = nodes
  }

  deinit {
    var pointer: UnsafeMutablePointer<svm_model>? = model
    svm_free_and_destroy_model(&pointer)
  }

  /// The signed distance of each row from the border, positive on the positive side.
  func decisionValues(_ rows: [Double], columnCount: Int) -> [Double] {
    let table = NodeTable(rows: rows, columnCount: columnCount)
    // LIBSVM's positive sign belongs to the class of the first row.
    let sign: Double = model.pointee.label[0] == 1 ? 1 : -1
    return table.rows.map { row in
      var value = 0.0
      _ = svm_predict_values(model, row, &value)
      return sign * value
    }
  }

  // MARK: -

  private static let silence: Void = svm_set_print_string_function { _ in }
}

/// Rows in LIBSVM's format. The model refers to its training rows, so they must live as long as the model.
private final class NodeTable {
  let rows: UnsafeMutableBufferPointer<UnsafeMutablePointer<svm_node>?>
  private let nodes: UnsafeMutableBufferPointer<svm_node>

  init(rows values: [Double], columnCount: Int) {
    let rowCount = values.count / columnCount
    let width = columnCount + 1
    nodes = .allocate(capacity: rowCount * width)
    rows = .allocate(capacity: rowCount)
    for row in 0..<rowCount {
      for column in 0..<columnCount {
        nodes.initializeElement(
          at: row * width + column,
          to: svm_node(index: Int32(column + 1), value: values[row * columnCount + column]))
      }
      nodes.initializeElement(at: row * width + columnCount, to: svm_node(index: -1, value: 0))
      rows.initializeElement(at: row, to: nodes.baseAddress.map { $0 + row * width })
    }
  }

  deinit {
    rows.deallocate()
    nodes.deallocate()
  }
}
