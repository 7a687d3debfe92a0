extension ResolvedExperiment {
  /// The values by key, such as `0.8` for `cluster.damping`, spelled as they stand in the file; in its order.
  ///
  /// The program writes this file itself: sections, and below each one key a line. That is all that is read here, which
  /// is a hundred times faster than a parser of YAML. So a list of many runs can be searched.
  public var values: [(key: String, value: String)] {
    var values: [(key: String, value: String)] = []
    var section: Substring = ""
    for line in text.split(separator: "\n") {
      if line.hasPrefix("  ") {
        guard let colon = line.firstIndex(of: ":") else { continue }
        let key = line[..<colon].drop { $0 == " " }
        let value = line[line.index(after: colon)...].drop { $0 == " " }
        values.append(("\(section).\(key)", String(value)))
      } else if line.hasSuffix(":") {
        section = line.dropLast()
      }
    }
    return values
  }
}
