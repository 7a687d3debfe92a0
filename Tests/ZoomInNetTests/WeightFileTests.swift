import Foundation
import Testing
import TestSupport
import Workbench

@testable import NeuralNet
@testable import ZoomInNet

@Suite("Files of weights")
struct WeightFileTests {
  /// Why a file is refused; nil if it is read.
  private func reason(_ bytes: [UInt8], named name: String) throws -> String? {
    let folder = try TemporaryFolder()
    try folder.write(Data(bytes), name)
    do {
      _ = try WeightFile.read(folder[name])
      return nil
    } catch let error as NeuralNetError {
      return error.reason
    }
  }

  @Test(
    "a pickle is recognised by its first bytes or its name",
    arguments: [
      (
        [0x50, 0x4B, 0x03, 0x04] + [UInt8](repeating: 0, count: 22) + [16, 0, 0, 0]
          + Array("archive/data.pkl".utf8),
        "weights.safetensors", "ends within its ZIP archive: the directory at its end is not there"
      ),
      ([0x80, 0x02, 0x8A, 0x0A], "weights", "ends within the pickle that describes its arrays"),
      ([0x80, 0x05, 0x95], "w.bin", "ends within the pickle that describes its arrays"),
      ([1, 2, 3], "w.PTH", "is no file of PyTorch"), ([], "w.pt", "is empty"),
    ] as [([UInt8], String, String)])
  func pickle(bytes: [UInt8], name: String, expected: String) throws {
    #expect(try reason(bytes, named: name) == expected)
  }

  @Test("files of torch.save are read, whatever they are called", arguments: ["zip.pth", "old.pth"])
  func pyTorch(name: String) throws {
    let golden = SourceTree.test("Peers/Golden/PyTorch")
    let folder = try TemporaryFolder()
    try FileManager.default.copyItem(at: golden.appending(path: name), to: folder["w.safetensors"])
    #expect(
      try WeightFile.read(folder["w.safetensors"])
        == Safetensors.read(golden.appending(path: "arrays.safetensors")))
  }

  @Test(
    "safetensors pass, whatever they are called and however long their header",
    arguments: ["w.safetensors", "w.pth"])
  func passes(name: String) throws {
    let bytes = [UInt8](Safetensors.bytes(["a": Tensor(shape: [1], values: [2])]))
    #expect(try reason(bytes, named: name) == nil)
    // A header of 0x0280 bytes looks like the second protocol of pickles until its ninth byte.
    let long: [UInt8] = [0x80, 0x02, 0, 0, 0, 0, 0, 0, 0x7B]
    #expect(try reason(long, named: name) == "ends within its header of 640 bytes")
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
    #expect(try reason(bytes, named: name) == "is not a safetensors file, but \(words)")
    let error = #expect(throws: NeuralNetError.self) { try Safetensors.parse(Data(bytes), place: name) }
    #expect(error?.reason == "is not a safetensors file, but \(words)" && error?.remedy != nil)
  }

  @Test("an HDF5 file of Keras, a tar and an empty file are named too")
  func namedByBytes() {
    func reason(_ bytes: [UInt8]) -> String? {
      do { _ = try Safetensors.parse(Data(bytes), place: "w") } catch { return error.reason }
      return nil
    }
    #expect(
      reason([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A, 0])
        == "is not a safetensors file, but an HDF5 file, as Keras writes its weights")
    #expect(reason([0x1F, 0x8B, 8, 0]) == "is not a safetensors file, but a compressed archive")
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

  @Test("an array of a type of less than a byte does not stop the file, whatever it holds")
  func smallTypes() throws {
    let header =
      #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"F4","shape":[512],"data_offsets":[1,257]}}"#
    var file = Data(withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) })
    file += Data(header.utf8) + Data(repeating: 3, count: 257)
    let content = try Safetensors.parse(file, place: "w")
    #expect(content.tensors["a"]?.values == [3] && content.unread == ["b": "F4"])
  }

  @Test("a file that is not there is missing, and the one that make fetches is fetched")
  func missing() throws {
    let folder = try TemporaryFolder()
    func error(_ name: String) -> WorkbenchError? {
      #expect(throws: WorkbenchError.self) { try WeightFile.read(folder[name]) }
    }
    #expect(error("w")?.code == .missing && error("w")?.remedy == nil)
    let fetched = try #require(error("imagenet-lite0.safetensors"))
    #expect(fetched.code == .missing && fetched.reason == "does not exist")
    #expect(fetched.remedy == "Run `make imagenet-lite`, which fetches and converts it.")
    let makefile = try String(contentsOf: SourceTree.root.appending(path: "Makefile"), encoding: .utf8)
    #expect(makefile.contains("\nimagenet-lite:") && makefile.contains("/imagenet-lite0.safetensors\n"))
  }

  @Test("a folder and a named pipe are no files, and the pipe is not waited for", .timeLimit(.minutes(1)))
  func kinds() throws {
    let folder = try TemporaryFolder()
    try #require(mkfifo(folder["pipe"].path, 0o600) == 0)
    try FileManager.default.createDirectory(at: folder["folder"], withIntermediateDirectories: false)
    for name in ["pipe", "folder"] {
      let error = #expect(throws: WorkbenchError.self) { try WeightFile.read(folder[name]) }
      #expect(error?.code == .unreadable && error?.reason.hasSuffix(", not a file") == true)
    }
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
