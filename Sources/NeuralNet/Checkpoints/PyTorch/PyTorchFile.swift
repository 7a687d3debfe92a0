import Foundation
import Workbench

/// Files of `torch.save` with arrays in dictionaries: state_dicts and checkpoints.
///
/// Such a file is a pickle, which could run any code when Python reads it. Here it is interpreted by `Unpickler`, which
/// runs nothing and refuses by name whatever it does not know. Both forms are read: the ZIP archive that PyTorch writes
/// since version 1.6, and five pickles with the storages behind them.
///
/// Source: PyTorch 2.13, torch/serialization.py, `_save` and `_legacy_save`.
public enum PyTorchFile {
  /// Reads a file. Names of nested dictionaries are joined by dots (`state_dict.conv.weight`); entries that are neither
  /// arrays nor dictionaries are left out. Arrays are converted to f32. The file is mapped, and no memory is taken before
  /// the file is known to be long enough for it.
  ///
  /// - Returns: the arrays, as of a safetensors file. Arrays whose numbers overlap or have gaps are `unread`.
  /// - Throws: `NeuralNetError` with code `.inputOutput` when the file cannot be read, `.malformed` when it is truncated,
  ///   big-endian, damaged, or holds anything that is not read here.
  public static func read(_ url: URL) throws(NeuralNetError) -> Safetensors.Content {
    try parse(try Safetensors.mapped(url), place: url.path)
  }

  /// Reads the bytes of a file; `place` names it in errors.
  public static func parse(_ file: Data, place: String) throws(NeuralNetError) -> Safetensors.Content {
    do {
      let isArchive = file.starts(with: "PK\u{3}\u{4}".utf8)
      let pickled = isArchive ? try archive(file) : try pickles(file)
      return try PyTorchArrays(pickled, in: file).content
    } catch {
      switch error {
      case .malformed(let reason):
        throw NeuralNetError(.malformed, at: place, reason, remedy: "Write or download the file again.")
      case .unsupported(let reason):
        throw NeuralNetError(.malformed, at: place, reason, remedy: conversion(of: place))
      }
    }
  }

  /// A file whose structure was read: the main dictionary, and where the storages are.
  struct Pickled {
    /// The values of the pickle.
    let values: Unpickler
    /// What `torch.save` was given.
    let root: PickleValue
    /// The places of the storages in the file, by key, each as long as the storage.
    let ranges: [String: Range<Int>]
  }

  // MARK: - Old form

  /// A pickle of more bytes is not read. That of a network with 300 arrays has 42 thousand.
  private static let longestPickle = 16 << 20
  /// The number with which the old form begins, little-endian.
  private static let magic: [UInt8] = [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]

  private static func pickles(_ file: Data) throws(PyTorchFault) -> Pickled {
    guard !file.isEmpty else { throw .malformed("is empty") }
    guard file.first == 0x80 else { throw .malformed("is no file of PyTorch") }
    var values = Unpickler([UInt8](file.prefix(longestPickle)), isWhole: file.count <= longestPickle)
    guard case .longInteger(magic) = try values.next() else {
      throw .unsupported("is a pickle, but not one of torch.save")
    }
    guard case .int(1001) = try values.next() else {
      throw .unsupported("has a version of PyTorch's old format that is not known")
    }
    try checkOrder(try values.next(), values)
    let root = try values.next()
    guard case .list(let place) = try values.next() else { throw .malformed("does not list its storages") }
    return Pickled(
      values: values, root: root, ranges: try ranges(of: values.lists[place], values, in: file))
  }

  /// Refuses numbers of another byte order.
  private static func checkOrder(_ system: PickleValue, _ values: Unpickler) throws(PyTorchFault) {
    guard case .dictionary(let place) = system else { throw .malformed("does not tell its byte order") }
    for (key, value) in values.dictionaries[place] {
      if case (.text("little_endian"), .bool(false)) = (key, value) { throw bigEndian }
    }
  }

  private static let bigEndian = PyTorchFault.unsupported("holds big-endian numbers, which are not read")

  /// The places of the storages, one behind another in the order of their keys, each after its count.
  private static func ranges(
    of keys: [PickleValue], _ values: Unpickler, in file: Data
  ) throws(PyTorchFault) -> [String: Range<Int>] {
    var ranges: [String: Range<Int>] = [:]
    var place = values.position
    for key in keys {
      guard case .text(let key) = key, let storage = values.storages[key], ranges[key] == nil else {
        throw .malformed("lists a storage twice or without its type")
      }
      guard place <= file.count - 8 else { throw .truncated(within: "storage \(key)") }
      let start = file.startIndex + place
      let count = file[start..<start + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      guard count == UInt64(storage.count) else {
        throw .malformed("has \(count) numbers in storage \(key), which is described with \(storage.count)")
      }
      place += 8
      guard let byteCount = storage.byteCount, byteCount <= file.count - place else {
        throw .truncated(within: "storage \(key)")
      }
      ranges[key] = place..<place + byteCount
      place += byteCount
    }
    guard place == file.count else {
      throw .malformed("has \(file.count - place) bytes after its last storage")
    }
    return ranges
  }

  // MARK: - ZIP archive

  private static func archive(_ file: Data) throws(PyTorchFault) -> Pickled {
    let archive = try StoredArchive(file)
    let pickles = archive.entries.keys.filter { $0 == "data.pkl" || $0.hasSuffix("/data.pkl") }
    guard let name = pickles.min(by: { ($0.utf8.count, $0) < ($1.utf8.count, $1) }) else {
      throw .unsupported("is a ZIP archive without data.pkl, so not one of torch.save")
    }
    let folder = name.dropLast("data.pkl".count)
    func content(_ name: String) throws(PyTorchFault) -> Data? {
      guard let entry = archive.entries[name] else { return nil }
      guard entry.isStored else { throw .unsupported("has the entry \(name) compressed or encrypted") }
      return file[(file.startIndex + entry.range.lowerBound)..<(file.startIndex + entry.range.upperBound)]
    }
    let order = try content("\(folder)byteorder")
    guard order != Data("big".utf8) else { throw bigEndian }
    guard order == nil || order == Data("little".utf8) else {
      throw .malformed("does not tell its byte order")
    }
    let pickle = try content(name) ?? Data()
    guard pickle.count <= longestPickle else {
      throw .unsupported("describes its arrays in more than \(longestPickle >> 20) MiB, which is not read")
    }
    var values = Unpickler([UInt8](pickle))
    let root = try values.next()
    var ranges: [String: Range<Int>] = [:]
    for (key, storage) in values.storages.sorted(by: { $0.key < $1.key }) {
      let name = "\(folder)data/\(key)"
      guard try content(name) != nil, let range = archive.entries[name]?.range else {
        throw .malformed("lacks the entry \(name)")
      }
      guard range.count == storage.byteCount else {
        throw .malformed(
          "has \(range.count) bytes in storage \(key), which is described with \(storage.count) numbers")
      }
      ranges[key] = range
    }
    return Pickled(values: values, root: root, ranges: ranges)
  }

  // MARK: -

  /// What to do about a file that holds more than arrays.
  private static func conversion(of path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? "weights"
    let stem = name.lastIndex(of: ".").map { $0 == name.startIndex ? name : String(name[..<$0]) } ?? name
    return "Where PyTorch and safetensors are installed, "
      + #"python3 -c "import sys, torch; from safetensors.torch import save_file; "#
      + #"save_file(torch.load(sys.argv[1], map_location='cpu', weights_only=True), sys.argv[2])" "#
      + "\(ShellWord.quoted(path)) \(ShellWord.quoted("\(stem).safetensors")) converts it."
  }
}
