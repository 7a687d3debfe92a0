import Foundation
import Pipeline
import Runs
import Workbench
import ZoomInNet

/// `zoomin import-weights`: converts published weights to this program's parameter names.
public struct ImportWeightsJob {
  /// The published network.
  public typealias Network = PublishedNetwork
  /// The value range of the pictures on which they were trained.
  public typealias Input = PublishedInput

  /// The file that was written, and its content.
  public struct Result: CommandResult {
    /// The file.
    public let file: URL
    let weights: PublishedWeights
    let input: PublishedInput

    struct Answer: Encodable {
      let schemaVersion = 1
      let file: String
      let network: String
      let arrays: Int
      let leftOut: [String: Int]
    }

    public var text: String { file.path }

    public func json() throws -> String {
      try CanonicalJSON.text(
        Answer(
          file: file.path, network: weights.network.rawValue, arrays: weights.takenCount,
          leftOut: Dictionary(uniqueKeysWithValues: weights.leftOut.map { ($0.layer, $0.arrayCount) })))
    }

    /// The imported and omitted arrays, as lines of text.
    public var remarks: String {
      let left = weights.leftOut.map { "\($0.layer) (\($0.arrayCount))" }.joined(separator: ", ")
      return """
        Taken: \(weights.takenCount) arrays of \(weights.network.title)
        Left out: \(left.isEmpty ? "nothing" : left)
        Input: \(input == .halves ? "-1...1, as here" : "ImageNet's means and deviations, made part of the first layer")
        Begin from it with train.initial_weights=[\(file.path)] and model.preset=\(weights.network.presets)
        """
    }
  }

  private let source: URL
  private let network: PublishedNetwork
  private let input: PublishedInput
  private let out: URL

  /// An import of one file.
  ///
  /// - Parameter out: the file to write; by default the source's name with that of the network, beside it.
  public init(_ source: URL, as network: Network, input: Input, out: URL?) {
    self.source = source
    self.network = network
    self.input = input
    let name = source.deletingPathExtension().lastPathComponent
    self.out =
      out
      ?? source.deletingLastPathComponent().appendingPathComponent("\(name).\(network.rawValue).safetensors")
  }

  /// Reads, checks and writes the weights. Nothing is written if anything does not fit.
  ///
  /// - Throws: `ZoomInNetError` `.weights`, `NeuralNetError`, `WorkbenchError`.
  public func perform() throws -> Result {
    let weights = try PublishedWeights(contentsOf: source, as: network, input: input)
    try weights.write(to: out, source: source)
    return Result(file: out, weights: weights, input: input)
  }
}
