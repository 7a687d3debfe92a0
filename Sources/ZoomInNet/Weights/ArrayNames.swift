/// Names of arrays as other programs write them: ours, or those wanted, behind a common prefix.
///
/// `torch.compile` writes `_orig_mod.`, data-parallel training `module.`, Lightning `model.`, a detector `backbone.`. Any
/// prefix that ends in a dot is recognised.
struct ArrayNames {
  /// What precedes the wanted names; empty if nothing does.
  let prefix: String
  /// Another prefix under which as many of the wanted names are; nil if `prefix` is the only one.
  let twin: String?
  /// The wanted names that are under the prefix.
  let foundCount: Int

  /// Finds the prefix under which most of the wanted names are. Names without a prefix come first.
  init(_ names: some Sequence<String>, wanted: Set<String>) {
    var counts: [String: Int] = [:]
    let longest = wanted.map(\.utf8.count).max() ?? 0
    for name in names {
      if wanted.contains(name) { counts["", default: 0] += 1 }
      let bytes = name.utf8
      // What follows a prefix is at most as long as a wanted name.
      let least =
        bytes.index(bytes.endIndex, offsetBy: -longest - 1, limitedBy: bytes.startIndex) ?? bytes.startIndex
      for dot in bytes[least...].indices where bytes[dot] == UInt8(ascii: ".") {
        let start = bytes.index(after: dot)
        if wanted.contains(String(name[start...])) { counts[String(name[..<start]), default: 0] += 1 }
      }
    }
    let best = counts.values.max() ?? 0
    let prefixes = counts.filter { $0.value == best }.keys.sorted()
    prefix = prefixes.first ?? ""
    twin = prefix.isEmpty ? nil : prefixes.dropFirst().first
    foundCount = best
  }

  /// Throws if the wanted names are behind two prefixes.
  ///
  /// - Parameters:
  ///   - subject: what is wanted, for the error.
  ///   - place: the file, for the error.
  /// - Throws: `ZoomInNetError` `.weights`.
  func requireOne(of subject: String, in place: String) throws(ZoomInNetError) {
    if let twin {
      throw ZoomInNetError(
        .weights, at: place, "holds \(subject) twice, as \(prefix)* and as \(twin)*",
        remedy: "Save the arrays of one of them in a file of their own.")
    }
  }

  /// Arrays under the wanted names. Arrays without the prefix keep their names. So does an array whose shortened name
  /// another array has.
  func stripped<Value>(_ arrays: [String: Value]) -> [String: Value] {
    guard !prefix.isEmpty else { return arrays }
    var stripped: [String: Value] = [:]
    for (name, array) in arrays {
      let short = name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
      stripped[short != name && arrays[short] != nil ? name : short] = array
    }
    return stripped
  }
}
