import Foundation
import Testing
import TestSupport

@testable import NeuralNet

@Suite struct CheckpointTests {
  let network = SmallNetwork(side: 43, blocks: 1, dropout: 0.2)
  let configuration = SGDConfiguration(
    learningRate: 0.05, momentum: 0.9, weightDecay: 1e-4, decay: .cosine(total: 8), gradientClipNorm: 1,
    warmUpUpdates: 2)

  func withFolder(_ body: (URL) throws -> Void) throws {
    try body(try TemporaryFolder().url)
  }

  func train(_ parameters: Parameters, _ sgd: inout SGD, steps: Range<Int>) throws {
    let plan = try network.plan(parameters, items: 3, mode: .training(batchNorm: .batchStatistics))
    for step in steps {
      plan.setDropoutStep(seed: 9, step: step)
      try plan.forward()
      parameters.zeroGradients()
      try plan.backward()
      try sgd.step(parameters)
    }
  }

  @Test func `training that goes on from a checkpoint gives the bytes of training that never stopped`() throws
  {
    try withFolder { folder in
      let through = Parameters(for: [network.graph], seed: 5)
      var sgd = SGD(configuration)
      try train(through, &sgd, steps: 0..<6)
      try Checkpoint(through, optimizer: sgd, metadata: ["phase": "1"]).write(to: folder.appending(path: "a"))

      let first = Parameters(for: [network.graph], seed: 5)
      var firstSGD = SGD(configuration)
      try train(first, &firstSGD, steps: 0..<3)
      try Checkpoint(first, optimizer: firstSGD).write(to: folder.appending(path: "half"))

      let checkpoint = try Checkpoint(contentsOf: folder.appending(path: "half"))
      let second = Parameters(for: [network.graph], seed: 77)
      try second.restore(checkpoint.tensors, from: "half")
      var secondSGD = try #require(checkpoint.optimizer(configuration))
      try train(second, &secondSGD, steps: 3..<6)
      try Checkpoint(second, optimizer: secondSGD, metadata: ["phase": "1"])
        .write(to: folder.appending(path: "b"))
      let one = try Data(contentsOf: folder.appending(path: "a"))
      let other = try Data(contentsOf: folder.appending(path: "b"))
      #expect(one == other)
      #expect(try Checkpoint(contentsOf: folder.appending(path: "b")).metadata == ["phase": "1"])
    }
  }

  @Test func `restoring names missing, extra and misshapen arrays together, and changes nothing`() throws {
    let parameters = Parameters(for: [network.graph], seed: 5)
    let before = parameters.tensors
    var tensors = before
    tensors["head.bias"] = nil
    tensors["ghost"] = Tensor(shape: [1], values: [1])
    tensors["a0.up.bias"] = Tensor(shape: [2], values: [1, 2])
    tensors["head.weight"] = Tensor(
      shape: before["head.weight"]?.shape ?? [], values: (before["head.weight"]?.values ?? []).map { $0 + 1 })
    do {
      try parameters.restore(tensors, from: "x.safetensors")
      Issue.record("a wrong checkpoint was accepted")
    } catch {
      #expect(error.code == .malformed)
      for word in ["lacks head.bias", "has ghost", "a0.up.bias [2] ([128] here)"] {
        #expect(error.description.contains(word), "\(word)")
      }
    }
    #expect(parameters.tensors == before)
    tensors["a0.up.bias"] = before["a0.up.bias"]
    try parameters.restore(tensors, from: "x", allowsMissing: true, allowsExtra: true)
    #expect(parameters["head.weight"] == tensors["head.weight"]?.values)
  }

  @Test func `a file holds what was written, whatever the order`() throws {
    try withFolder { folder in
      let tensors = [
        "b": Tensor(shape: [2, 3], values: [1, -2, 3.5, .leastNonzeroMagnitude, 0, -0.0]),
        "a \"quoted\\\" ü": Tensor(shape: [], values: [7]), "empty": Tensor(shape: [0, 4], values: []),
      ]
      let metadata = ["note": "line\nbreak \u{1}", "z": "\"json\": {}"]
      let url = folder.appending(path: "x.safetensors")
      try Safetensors.write(tensors, metadata: metadata, to: url)
      let content = try Safetensors.read(url)
      #expect(content.tensors == tensors)
      #expect(content.metadata == metadata)
      let bytes = try Data(contentsOf: url)
      try Safetensors.write(content.tensors, metadata: content.metadata, to: url)
      #expect(try Data(contentsOf: url) == bytes)
    }
  }

  @Test func `a truncated file is refused at every length`() throws {
    try withFolder { folder in
      let url = folder.appending(path: "x")
      try Safetensors.write(["a": Tensor(shape: [3], values: [1, 2, 3])], to: url)
      let bytes = try Data(contentsOf: url)
      for length in 0..<bytes.count {
        #expect(throws: NeuralNetError.self, "\(length) bytes") {
          try Safetensors.parse(bytes.prefix(length), place: "x")
        }
      }
      #expect(throws: NeuralNetError.self) { try Safetensors.parse(bytes + [0], place: "x") }
    }
  }

  @Test(arguments: [
    (#"[]"#, "not a JSON object"), (#"{"a":{}}"#, "does not describe array a"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, "4 bytes for shape [2]"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, "ends within array a"),
    (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, "does not describe array a"),
    (#"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}"#, "impossible shape"),
    (#"{"__metadata__":{"k":1}}"#, "not all strings"),
    (#"{}"#, "4 bytes after its last array"),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
      "overlap or leave a gap"
    ),
  ]) func `a malformed header is refused with its reason`(header: String, reason: String) throws {
    var file = Data(withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) })
    file.append(Data(header.utf8))
    file.append(Data([0, 0, 0, 0]))
    do {
      _ = try Safetensors.parse(file, place: "x.safetensors")
      Issue.record("accepted")
    } catch {
      #expect(error.code == .malformed)
      #expect(error.description.contains(reason), "\(error)")
    }
  }

  @Test func `half-precision and integer arrays are converted`() throws {
    let header =
      #"{"b":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]},"h":{"dtype":"F16","shape":[4],"data_offsets":[4,12]},"#
      + #""i":{"dtype":"I64","shape":[],"data_offsets":[12,20]}}"#
    var file = Data(withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) })
    file.append(Data(header.utf8))
    for bits in [0x3f80, 0xc000, 0x3c00, 0xc100, 0x0001, 0x7c00] as [UInt16] {
      withUnsafeBytes(of: bits.littleEndian) { file.append(contentsOf: $0) }
    }
    withUnsafeBytes(of: Int64(-5).littleEndian) { file.append(contentsOf: $0) }
    let tensors = try Safetensors.parse(file, place: "x").tensors
    #expect(tensors["b"]?.values == [1, -2])
    #expect(tensors["h"]?.values == [1, -2.5, 0x1p-24, .infinity])
    #expect(tensors["i"]?.values == [-5])
  }
}
