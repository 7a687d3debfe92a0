import Foundation
import Testing
import TestSupport

@testable import NeuralNet

/// Files made by Tests/Peers/pytorch_files.py.
@Suite("Files of torch.save")
struct PyTorchFileTests {
  private static func golden(_ name: String) -> URL { SourceTree.test("Peers/Golden/PyTorch/\(name)") }

  private static func reason(_ bytes: [UInt8]) -> String? {
    do {
      _ = try PyTorchFile.parse(Data(bytes), place: "w.pth")
      return nil
    } catch {
      return error.exitCode == .badData ? error.reason : "another exit code"
    }
  }

  private static func reason(_ file: String) throws -> String? {
    reason([UInt8](try Data(contentsOf: golden("\(file).pth"))))
  }

  @Test(
    "arrays of all types, dense, permuted and shared, are read from both forms",
    arguments: [
      ("zip", "arrays"), ("zip-4", "arrays"), ("short", "arrays"), ("old", "arrays"), ("old-4", "arrays"),
      ("old-5", "arrays"), ("checkpoint", "checkpoint"), ("checkpoint-old", "checkpoint"),
    ])
  func read(name: String, expected: String) throws {
    let content = try PyTorchFile.read(Self.golden("\(name).pth"))
    #expect(content.tensors == (try Safetensors.read(Self.golden("\(expected).safetensors")).tensors))
    #expect(content.unread.isEmpty && content.metadata.isEmpty)
  }

  @Test("arrays with gaps or overlaps do not stop a file")
  func strided() throws {
    let content = try PyTorchFile.read(Self.golden("strided.pth"))
    #expect(content.tensors.keys.sorted() == ["dense"])
    #expect(content.unread == ["gaps": "strides [4, 2]", "repeated": "strides [0]"])
  }

  @Test(
    "what is not read is said in a sentence",
    arguments: [
      ("big", "holds big-endian numbers, which are not read"),
      ("lacking", "lacks the entry archive/data/0"),
      ("deflated", "has the entry archive/byteorder compressed or encrypted"),
      (
        "module",
        "holds torch.nn.modules.linear.Linear, and only arrays in dictionaries are read from a pickle"
      ),
      ("list", "holds no dictionary of arrays, such as a state_dict"),
    ])
  func refused(name: String, reason: String) throws {
    #expect(try Self.reason(name) == reason)
  }

  @Test("the remedy converts the file by PyTorch, and quotes what a shell would take apart")
  func remedy() throws {
    let file = try Data(contentsOf: Self.golden("module.pth"))
    let error = #expect(throws: NeuralNetError.self) {
      try PyTorchFile.parse(file, place: "/a/it's mine.pth")
    }
    #expect(
      error?.remedy?.hasPrefix("Where PyTorch and safetensors are installed, python3 -c ") == true)
    #expect(
      error?.remedy?.hasSuffix(#" '/a/it'\''s mine.pth' 'it'\''s mine.safetensors' converts it."#) == true)
  }

  @Test("a file that is cut short anywhere is refused", arguments: ["zip", "old"])
  func truncated(name: String) throws {
    let file = [UInt8](try Data(contentsOf: Self.golden("\(name).pth")))
    for length in 0..<file.count { #expect(Self.reason(Array(file.prefix(length))) != nil) }
    if name == "old" { #expect(Self.reason(file + [0]) == "has 1 bytes after its last storage") }
    #expect(Self.reason(Array(file.prefix(file.count - 30)))?.hasPrefix("ends within") == true)
  }

  // MARK: - Pickles written by hand

  private static let head: [UInt8] =
    [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]
    + [0x2E, 0x80, 2, 0x4D, 0xE9, 3, 0x2E, 0x80, 2, 0x7D, 0x2E, 0x80, 2]

  /// A file of the old form with one pickle and one storage, "0", of some f32 numbers; none without numbers.
  private static func file(_ pickle: [UInt8], numbers: [Float] = [1, 2]) -> [UInt8] {
    let stop = UInt8(ascii: ".")
    guard !numbers.isEmpty else { return head + pickle + [stop, 0x80, 2, 0x5D, stop] }
    let keys: [UInt8] = [0x80, 2, 0x5D] + text("0") + [UInt8(ascii: "a"), stop]
    return head + pickle + [stop] + keys + [UInt8(numbers.count), 0, 0, 0, 0, 0, 0, 0]
      + numbers.flatMap { number in withUnsafeBytes(of: number.bitPattern.littleEndian) { Array($0) } }
  }

  private static func text(_ text: String) -> [UInt8] { [0x8C, UInt8(text.utf8.count)] + Array(text.utf8) }

  private static func global(_ module: String, _ name: String) -> [UInt8] {
    Array("c\(module)\n\(name)\n".utf8)
  }

  private static func tuple(_ integers: [Int32]) -> [UInt8] {
    [UInt8(ascii: "(")]
      + integers.flatMap { integer in
        [UInt8(ascii: "J")] + withUnsafeBytes(of: integer.littleEndian) { Array($0) }
      } + [UInt8(ascii: "t")]
  }

  /// An array of the storage "0".
  private static func array(
    _ shape: [Int32], strides: [Int32]? = nil, offset: UInt8 = 0, count: UInt8 = 2,
    type: String = "FloatStorage"
  ) -> [UInt8] {
    let dense = shape.indices.map { axis in shape[(axis + 1)...].reduce(1, &*) }
    return global("torch._utils", "_rebuild_tensor_v2") + [UInt8(ascii: "("), UInt8(ascii: "(")]
      + text("storage")
      + global("torch", type) + text("0") + text("cpu") + [UInt8(ascii: "K"), count, UInt8(ascii: "t")]
      + [UInt8(ascii: "Q"), UInt8(ascii: "K"), offset] + tuple(shape) + tuple(strides ?? dense)
      + [0x89, UInt8(ascii: "N"), UInt8(ascii: "t"), UInt8(ascii: "R")]
  }

  private static func dictionary(_ entries: [(String, [UInt8])]) -> [UInt8] {
    [UInt8(ascii: "}")] + entries.flatMap { text($0.0) + $0.1 + [UInt8(ascii: "s")] }
  }

  @Test("the hand-written file is one that is read")
  func plain() throws {
    let content = try PyTorchFile.parse(
      Data(Self.file(Self.dictionary([("a", Self.array([2]))]))), place: "w")
    #expect(content.tensors == ["a": Tensor(shape: [2], values: [1, 2])])
  }

  @Test(
    "no function of Python is run, and none but those of arrays is accepted",
    arguments: [
      ("posix", "system"), ("builtins", "eval"), ("torch", "load"), ("torch", "ComplexFloatStorage"),
      ("collections", "Counter"), ("torch._utils", "_rebuild_tensor"),
    ])
  func globals(module: String, name: String) {
    let call = Self.global(module, name) + Self.text("true") + [0x85, UInt8(ascii: "R")]
    let expected = "holds \(module).\(name), and only arrays in dictionaries are read from a pickle"
    #expect(Self.reason(Self.file(call)) == expected)
    #expect(Self.reason(Self.file(Self.text(module) + Self.text(name) + [0x93])) == expected)
  }

  @Test("shapes, places, types and counts that do not fit the storage are refused")
  func misfits() {
    func reason(_ array: [UInt8]) -> String? { Self.reason(Self.file(Self.dictionary([("a", array)]))) }
    let outside = "gives a a shape or place outside of its storage"
    #expect(reason(Self.array([3])) == outside)
    #expect(reason(Self.array([2], offset: 1)) == outside)
    #expect(reason(Self.array([-1])) == outside)
    #expect(reason(Self.array([2, 1], strides: [1])) == outside)
    #expect(
      reason(Self.array(Array(repeating: .max, count: 64), strides: Array(repeating: 1, count: 64)))
        == outside)
    #expect(reason(Self.array([.max, .max])) == outside)
    #expect(reason(Self.array([2], count: 200)) == "has 2 numbers in storage 0, which is described with 200")
    #expect(reason(Self.array([2], type: "DoubleStorage")) == "ends within storage 0")
    #expect(reason(Self.array([2], type: "ByteStorage")) == "has 6 bytes after its last storage")
    let twice = Self.dictionary([("a", Self.array([2])), ("b", Self.array([2], type: "IntStorage"))])
    #expect(Self.reason(Self.file(twice)) == "describes storage 0 in two ways")
    let same = Self.dictionary([("a", Self.array([2])), ("a", Self.array([1]))])
    #expect(Self.reason(Self.file(same)) == "holds a twice")
  }

  @Test("dictionaries within themselves, or in great numbers, end in a sentence")
  func nested() {
    // {"a": <the same>}
    let loop: [UInt8] =
      [UInt8(ascii: "}"), UInt8(ascii: "q"), 0] + Self.text("a") + [UInt8(ascii: "h"), 0, UInt8(ascii: "s")]
    let deep = "has dictionaries more than 16 deep, perhaps within themselves"
    #expect(Self.reason(Self.file(loop, numbers: [])) == deep)
    let tower = Array(repeating: [UInt8(ascii: "}")] + Self.text("a"), count: 100_000).flatMap { $0 }
    #expect(
      Self.reason(
        Self.file(
          tower + [UInt8(ascii: "}")] + Array(repeating: UInt8(ascii: "s"), count: 100_000), numbers: []))
        == deep)
    // Fourteen dictionaries, each with eight times the one before: 8^14 entries in two kilobytes.
    var bush = [("0", Self.dictionary([("z", [UInt8(ascii: "N")])]) + [UInt8(ascii: "q"), 0])]
    for level in 1...14 {
      let below: [UInt8] = [UInt8(ascii: "h"), UInt8(level - 1)]
      bush.append(
        ("\(level)", Self.dictionary((0..<8).map { ("\($0)", below) }) + [UInt8(ascii: "q"), UInt8(level)]))
    }
    #expect(
      Self.reason(Self.file(Self.dictionary(bush), numbers: []))
        == "has more than a million entries in its dictionaries")
  }

  @Test("numbers that many arrays share are not copied without end")
  func shared() {
    let array = Self.array([200], count: 200)
    let entries = (0..<250).map {
      ("\($0)", $0 == 0 ? array + [UInt8(ascii: "q"), 0] : [UInt8(ascii: "h"), 0])
    }
    let file = Self.file(Self.dictionary(entries), numbers: Array(repeating: 1, count: 200))
    #expect(Self.reason(file) == "holds the same numbers in too many arrays")
  }

  @Test(
    "pickles of anything else, and damaged ones, are named",
    arguments: [
      ([], "is empty"), ([1, 2, 3], "is no file of PyTorch"),
      ([0x80, 2, 0x7D, 0x2E], "is a pickle, but not one of torch.save"),
      ([0x80, 2, 0x2E], "has a pickle that is damaged at byte 2"),
      ([0x80, 6], "is a pickle of protocol 6, and 2 to 5 are read"),
      ([0x80, 2, 0x58, 0xFF, 0xFF, 0xFF, 0xFF, 0x41], "ends within the pickle that describes its arrays"),
      (
        [0x80, 2, 0x8D] + Array(repeating: 0xFF, count: 8), "ends within the pickle that describes its arrays"
      ),
      ([0x80, 2, 0x8C, 1, 0xFF], "has a text that is not UTF-8 at byte 2 of the pickle"),
      (
        [0x80, 2, 0x81], "holds something else than arrays: operation 0x81 at byte 2 of the pickle"
      ),
      ([0x80, 2, 0x68, 3], "has a pickle that is damaged at byte 2"),
      (Array("PK\u{3}\u{4}".utf8), "ends within its ZIP archive: the directory at its end is not there"),
    ] as [([UInt8], String)])
  func damaged(bytes: [UInt8], reason: String) {
    #expect(Self.reason(bytes) == reason)
  }
}
