import Foundation
import NeuralNet
import Testing
import TestSupport
import Workbench

@testable import ZoomInNet

@Suite("Initial weights")
final class InitialWeightsTests {
  private let folder: URL
  private let configuration = ZoomInNetConfiguration(preset: .testing)

  init() throws {
    folder = try TemporaryFolder().url
  }

  /// The arrays of one part of a network of a seed, in a file.
  private func write(_ prefix: String, seed: UInt64, as name: String) throws -> URL {
    let tensors = ZoomInNetModel(configuration, seed: seed).parameters.tensors
    let url = folder.appending(path: name)
    try Safetensors.write(tensors.filter { $0.key.hasPrefix(prefix) }, to: url)
    return url
  }

  private func message(_ files: [URL]) -> String? {
    do {
      _ = try InitialWeights(files: files, for: configuration)
      return nil
    } catch let error as any ZoominError {
      return error.message.replacingOccurrences(of: folder.path + "/", with: "")
    } catch {
      return "\(error)"
    }
  }

  @Test("what the files hold is taken, what they do not is drawn from the seed and named")
  func taken() throws {
    let weights = try InitialWeights(
      files: [write("m_net.", seed: 1, as: "m"), write("a_net.norm", seed: 1, as: "a")], for: configuration)
    #expect(
      weights.drawn == [
        "a_net.attention_1", "a_net.attention_2", "a_net.attention_3", "a_net.score", "c_net",
      ])
    let model = ZoomInNetModel(configuration, seed: 2)
    try weights.apply(to: model)
    let (one, two) = (ZoomInNetModel(configuration, seed: 1), ZoomInNetModel(configuration, seed: 2))
    for name in model.parameters.names {
      let source = name.hasPrefix("m_net.") || name.hasPrefix("a_net.norm") ? one : two
      #expect(model.parameters[name] == source.parameters[name], "\(name)")
    }
    #expect(one.parameters["m_net.stem_1.conv.weight"] != two.parameters["m_net.stem_1.conv.weight"])
  }

  @Test("a common prefix is removed, and arrays outside the network's parts are left out and named")
  func prefixed() throws {
    let tensors = ZoomInNetModel(configuration, seed: 1).parameters.tensors
    var arrays = Dictionary(uniqueKeysWithValues: tensors.map { ("module.\($0.key)", $0.value) })
    arrays["epoch"] = Tensor(shape: [1], values: [3])
    arrays["module.grader.weight"] = Tensor(shape: [2], values: [1, 2])
    let file = folder.appending(path: "parallel")
    try Safetensors.write(arrays, to: file)
    let weights = try InitialWeights(files: [file], for: configuration)
    #expect(weights.drawn.isEmpty && weights.leftOut == ["epoch", "grader.weight"])
    let model = ZoomInNetModel(configuration, seed: 2)
    try weights.apply(to: model)
    #expect(model.parameters.tensors == tensors)
    // An unknown array of a part of the network may be a misspelt one.
    arrays["module.m_net.stem_9.weight"] = Tensor(shape: [1], values: [0])
    try Safetensors.write(arrays, to: file)
    #expect(message([file])?.hasPrefix("parallel: has m_net.stem_9.weight, unknown to the network") == true)
  }

  @Test("files are known by their content: neither by name nor by order")
  func identity() throws {
    let (m, c) = (try write("m_net.", seed: 1, as: "m"), try write("c_net.", seed: 1, as: "c"))
    let copy = try write("m_net.", seed: 1, as: "copy")
    let other = try write("m_net.", seed: 2, as: "other")
    func identity(_ files: [URL]) throws -> String? {
      try InitialWeights(files: files, for: configuration).identity
    }
    #expect(try identity([]) == nil)
    #expect(try identity([m, c]) == identity([c, copy]))
    #expect(try identity([m, c]) != identity([other, c]))
    #expect(try identity([m, c]) != identity([m]))
  }

  @Test("a file that changed since it was checked is not taken")
  func changed() throws {
    let weights = try InitialWeights(files: [write("m_net.", seed: 1, as: "m")], for: configuration)
    _ = try write("m_net.", seed: 2, as: "m")
    #expect(throws: ZoomInNetError.self) {
      try weights.apply(to: ZoomInNetModel(self.configuration, seed: 2))
    }
  }

  @Test("what does not fit is answered before any work: missing, unknown, empty, twice, another shape")
  func refusals() throws {
    let m = try write("m_net.", seed: 1, as: "m")
    #expect(message([folder.appending(path: "none")]) == "none: does not exist.")
    #expect(
      message([m, try write("m_net.stem_1", seed: 2, as: "twice")]) == """
        twice: holds m_net.stem_1.bn.bias, which another file of initial weights holds too. Name one file for each \
        part of the network.
        """)
    #expect(
      message([try write("x", seed: 1, as: "empty")]) == "empty: holds no arrays. Write the file again.")
    let foreign = folder.appending(path: "foreign")
    try Safetensors.write(
      [
        "conv1.weight": Tensor(shape: [1], values: [0]),
        "m_net.stem_1.bn.bias": Tensor(shape: [1], values: [0]),
      ], to: foreign)
    #expect(
      message([foreign]) == """
        foreign: has conv1.weight, unknown to the network of preset testing; has other shapes than the network of \
        preset testing in m_net.stem_1.bn.bias [1] instead of [8]. Import the weights of other programs first: \
        `zoomin import-weights FILE --as m-net-a, c-net or lite`; checkpoints of another run must be of the same preset.
        """)
  }
}
