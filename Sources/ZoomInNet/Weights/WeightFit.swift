internal import CKernels
import NeuralNet

/// Collects all mismatches between a file of weights and a network, for one message.
struct WeightFit {
  /// The name of the network in the message.
  let network: String
  /// Arrays of the file that are unknown.
  var extra: [String] = []
  private var missing: [String] = []
  private var misshapen: [String] = []
  private var broken: [String] = []
  private var unread: [String] = []

  init(network: String) { self.network = network }

  /// Compares an array of the file, nil if it is missing, with its parameter.
  mutating func check(_ tensor: Tensor?, named name: String, against parameter: ParameterDescription) {
    guard let tensor else { return missing.append(name) }
    guard tensor.shape == parameter.shape else {
      return misshapen.append("\(name) \(tensor.shape) instead of \(parameter.shape)")
    }
    let isFinite = tensor.values.withUnsafeBufferPointer { ck_all_finite($0.baseAddress, $0.count) } != 0
    let isVariance = parameter.role == .runningVariance
    if !isFinite || (isVariance && tensor.values.contains { $0 < 0 }) { broken.append(name) }
  }

  /// Notes an array of a type that is not read here, which a parameter needs.
  mutating func note(unread name: String, type: String) { unread.append("\(name) (\(type))") }

  /// Whether everything that was compared fits.
  var isComplete: Bool { missing.isEmpty && misshapen.isEmpty && broken.isEmpty && unread.isEmpty }

  /// - Throws: `ZoomInNetError` `.weights` with all complaints, if there are any.
  func conclude(_ place: String, remedy: String) throws(ZoomInNetError) {
    let complaints = [
      ("lacks", missing, " of \(network)"), ("has", extra, ", unknown to \(network)"),
      ("holds arrays of types that are not read here,", unread, ""),
      ("has other shapes than \(network) in", misshapen, ""),
      ("has impossible numbers (not finite, or a variance below 0) in", broken, ""),
    ].filter { !$0.1.isEmpty }
    guard !complaints.isEmpty else { return }
    let clauses = complaints.map { verb, names, end in
      "\(verb) \(Self.list(names))\(end)"
    }
    throw ZoomInNetError(.weights, at: place, clauses.joined(separator: "; "), remedy: remedy)
  }

  // MARK: -

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(4).joined(separator: ", ")
    let more = names.count - 4
    return more > 0 ? "\(shown) and \(more) more \(more == 1 ? "array" : "arrays")" : shown
  }
}
