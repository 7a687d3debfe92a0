/// Formats that users give in place of the one that is wanted, recognised by the first bytes of a file.
public enum KnownFormat: Sendable, CaseIterable {
  case lfsPointer, webPage, weightIndex, json, hdf5, numPy, keras, pickle, compressed

  /// The bytes of a file's beginning that are enough to recognise it.
  public static let headByteCount = 65_536

  /// The format that a file begins like; nil if it is none of these.
  public init?(head: some Collection<UInt8>) {
    let head = Array(head.prefix(Self.headByteCount))
    func has(_ text: String, at offset: Int = 0) -> Bool { head.dropFirst(offset).starts(with: text.utf8) }
    // The length of a header, below 4 GB, and the header's first byte: safetensors, which other tests might match.
    if head.count > 8, head[4..<8].allSatisfy({ $0 == 0 }), head[8] == UInt8(ascii: "{") { return nil }
    let text = String(decoding: head.prefix(512), as: UTF8.self).lowercased().drop {
      $0.isWhitespace || $0 == "\u{FEFF}"
    }
    if has("version https://git-lfs.github.com/") {
      self = .lfsPointer
    } else if text.hasPrefix("<!doctype") || text.hasPrefix("<html") || text.hasPrefix("<?xml") {
      self = .webPage
    } else if text.hasPrefix("{") {
      self = String(decoding: head, as: UTF8.self).contains("\"weight_map\"") ? .weightIndex : .json
    } else if head.starts(with: [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .hdf5
    } else if head.starts(with: [0x93]), has("NUMPY", at: 1) {
      self = .numPy
    } else if head.starts(with: [0x1F, 0x8B]) || head.starts(with: [0x28, 0xB5, 0x2F, 0xFD])
      || has("ustar", at: 257)
    {
      self = .compressed
    } else if has("PK\u{3}\u{4}") {
      self = Self.archive(firstEntry: Self.firstEntry(head))
    } else if head.count > 1, head[0] == 0x80, (2...5).contains(head[1]) {
      self = .pickle
    } else {
      return nil
    }
  }

  /// What the file is, for a sentence after "is".
  public var words: String {
    switch self {
    case .lfsPointer: "a git-LFS pointer, which only says where the file is"
    case .webPage: "a web page, which a refused download leaves behind"
    case .weightIndex: "the index of weights in several files, and holds none itself"
    case .json: "a text in JSON"
    case .hdf5: "an HDF5 file, as Keras writes its weights"
    case .numPy: "a file of NumPy"
    case .keras: "a model of Keras"
    case .pickle: "a pickle of PyTorch"
    case .compressed: "a compressed archive"
    }
  }

  /// What the user can do to get at the content; nil if that depends on what is wanted.
  public var remedy: String? {
    switch self {
    case .lfsPointer: "Fetch the file itself: `git lfs pull` in its folder."
    case .webPage: "Download the file again; open it in a browser to see what the server says."
    case .compressed: "Unpack it, and name the file inside."
    case .weightIndex, .json, .hdf5, .numPy, .keras, .pickle: nil
    }
  }

  // MARK: -

  /// The name of the first file of a zip archive; its length is at byte 26, the name at byte 30.
  private static func firstEntry(_ head: [UInt8]) -> String {
    guard head.count > 30 else { return "" }
    return String(decoding: head.dropFirst(30).prefix(Int(head[26]) | Int(head[27]) << 8), as: UTF8.self)
  }

  /// PyTorch's files are zip archives too, and the name of their first entry differs between versions. TorchScript begins
  /// with `extra/`, or with the pickle or its version.
  private static func archive(firstEntry name: String) -> KnownFormat {
    if name.hasSuffix(".npy") { return .numPy }
    if ["metadata.json", "config.json", "model.weights.h5"].contains(name) { return .keras }
    let path = name.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    // The storages of PyTorch are numbered.
    let isStorage = path.first == "data" && path.count == 2 && path.last?.allSatisfy(\.isNumber) == true
    let isTorch =
      isStorage || path.first == "extra"
      || [["data.pkl"], [".format_version"], ["version"]].contains(Array(path))
    return isTorch ? .pickle : .compressed
  }
}
