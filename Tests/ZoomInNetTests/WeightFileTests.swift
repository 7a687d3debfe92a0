import Foundation
import Testing
import TestSupport
import Workbench

@testable import NeuralNet
@testable import ZoomInNet

@Suite("Files of weights")
struct WeightFileTests {
  private func check(_ bytes: [UInt8], named name: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(Data(bytes), name)
    try WeightFile.check(folder[name])
  }

  /// The length of a header of 8 bytes, then its first one: how safetensors begin.
  private let safetensors: [UInt8] = [0x10, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0x22]

  @Test(
    "a pickle is recognised by its first bytes or its name, and never read",
    arguments: [
      (
        [0x50, 0x4B, 0x03, 0x04] + [UInt8](repeating: 0, count: 22) + [16, 0, 0, 0]
          + Array("archive/data.pkl".utf8),
        "weights.safetensors"
      ),
      ([0x80, 0x02, 0x8A, 0x0A], "weights"),
      ([0x80, 0x05, 0x95], "w.bin"), ([1, 2, 3], "w.PTH"), ([], "w.pt"),
    ] as [([UInt8], String)])
  func pickle(bytes: [UInt8], name: String) {
    let error = #expect(throws: ZoomInNetError.self) { try check(bytes, named: name) }
    #expect(error?.code == .weights && error?.reason.hasPrefix("is a pickle of PyTorch") == true)
    #expect(error?.remedy?.contains("save_file") == true)
  }

  @Test(
    "safetensors pass, whatever they are called and however long their header",
    arguments: ["w.safetensors", "w.pth"])
  func passes(name: String) throws {
    try check(safetensors, named: name)
    // A header of 0x0280 bytes looks like the second protocol of pickles until its ninth byte.
    try check([0x80, 0x02, 0, 0, 0, 0, 0, 0, 0x7B], named: name)
  }

  @Test(
    "what is not safetensors is named for what it is",
    arguments: [
      (
        "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n", "w.pth",
        "a git-LFS pointer, which only says where the file is"
      ),
      (
        "\n<!DOCTYPE html><html>", "w.safetensors", "a web page, which a refused download leaves behind"
      ),
      ("<?xml version=\"1.0\"?><Error/>", "w.pt", "a web page, which a refused download leaves behind"),
      (
        "{\"metadata\": {\"total_size\": 1}, \"weight_map\": {}}", "w.index.json",
        "the index of weights in several files, and holds none itself"
      ),
      ("{\"meta\":{\"a\": 1}}", "config.json", "a text in JSON"),
      ("PK\u{3}\u{4}--------------------------", "w.npz", "a file of NumPy"),
      ("PK\u{3}\u{4}--------------------------", "w.keras", "a model of Keras"),
    ] as [(String, String, String)])
  func named(text: String, name: String, words: String) throws {
    var bytes = [UInt8](text.utf8)
    if bytes.starts(with: [0x50, 0x4B]) {
      // The length of the first entry's name, two bytes of another length, and the name.
      let entry = name == "w.npz" ? "conv.npy" : "metadata.json"
      bytes = Array(bytes.prefix(26)) + [UInt8(entry.utf8.count), 0, 0, 0] + Array(entry.utf8)
    }
    try check(bytes, named: name)
    let error = #expect(throws: NeuralNetError.self) { try Safetensors.parse(Data(bytes), place: name) }
    #expect(error?.reason == "is \(words), not safetensors" && error?.remedy != nil)
  }

  @Test("an HDF5 file of Keras, a tar and an empty file are named too")
  func namedByBytes() {
    func reason(_ bytes: [UInt8]) -> String? {
      do { _ = try Safetensors.parse(Data(bytes), place: "w") } catch { return error.reason }
      return nil
    }
    #expect(
      reason([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A, 0])
        == "is an HDF5 file, as Keras writes its weights, not safetensors")
    #expect(reason([0x1F, 0x8B, 8, 0]) == "is a compressed archive, not safetensors")
    #expect(reason([]) == "is empty")
  }

  @Test("arrays of whole numbers and truth values are read, and others do not stop the file")
  func types() throws {
    let header =
      #"{"a":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U16","shape":[1],"data_offsets":[2,4]},"#
      + #""c":{"dtype":"F8_E4M3","shape":[3],"data_offsets":[4,7]},"d":{"dtype":"I8","shape":[],"data_offsets":[7,8]}}"#
    var file = Data(withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) })
    file += Data(header.utf8) + Data([1, 0, 0x34, 0x12, 9, 9, 9, 0xFF])
    let content = try Safetensors.parse(file, place: "w")
    #expect(content.tensors["a"]?.values == [1, 0] && content.tensors["b"]?.values == [0x1234])
    #expect(content.tensors["d"]?.values == [-1] && content.unread == ["c": "F8_E4M3"])
  }

  @Test("a name that a shell would take apart is quoted in the remedy")
  func quoted() throws {
    let folder = try TemporaryFolder()
    try folder.write(Data([0x50, 0x4B, 0x03, 0x04]), "it's mine.pth")
    let error = #expect(throws: ZoomInNetError.self) { try WeightFile.check(folder["it's mine.pth"]) }
    #expect(error?.remedy?.hasSuffix(#"'it'\''s mine.safetensors'"#) == true)
  }

  @Test("a file that is not there is missing")
  func missing() {
    let error = #expect(throws: WorkbenchError.self) {
      try WeightFile.check(URL(fileURLWithPath: "/nowhere/w"))
    }
    #expect(error?.code == .missing)
  }

  // MARK: - Fit

  private func parameter(_ role: ParameterRole = .weight) -> ParameterDescription {
    ParameterDescription(name: "x", shape: [2], role: role)
  }

  private func tensor(_ values: [Float]) -> Tensor { Tensor(shape: [values.count], values: values) }

  @Test("arrays that fit leave nothing to complain of")
  func fits() throws {
    var fit = WeightFit(network: "net")
    fit.check(tensor([1, -2]), named: "a", against: parameter())
    fit.check(tensor([0, 2]), named: "b", against: parameter(.runningVariance))
    try fit.conclude("w", remedy: "r")
  }

  @Test("all that is wrong is said at once, the first four of each kind by name")
  func complaints() {
    var fit = WeightFit(network: "net")
    for name in ["a", "b", "c", "d", "e"] { fit.check(nil, named: name, against: parameter()) }
    fit.check(tensor([1]), named: "f", against: parameter())
    fit.check(tensor([1, .nan]), named: "g", against: parameter())
    fit.check(tensor([1, -1e-9]), named: "h", against: parameter(.runningVariance))
    fit.extra = ["x", "y", "z", "u", "v", "w"]
    let error = #expect(throws: ZoomInNetError.self) { try fit.conclude("w.safetensors", remedy: "Mend it.") }
    #expect(
      error?.message
        == "w.safetensors: lacks a, b, c, d and 1 more array of net; has x, y, z, u and 2 more arrays, unknown to net; "
        + "has other shapes than net in f [1] instead of [2]; "
        + "has impossible numbers (not finite, or a variance below 0) in g, h. Mend it.")
  }
}
