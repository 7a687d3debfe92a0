extension DataCheck {
  /// The findings as lines of text for a terminal; lists are cut off after `listLength` items.
  public func text(listLength: Int = 10) -> String {
    var lines = [
      "Data set     \(root)",
      "Layout       \(layout == .pictures ? "pictures without a table, which have no grades" : layout.rawValue)",
      "Pictures     \(usableCount) usable of \(listedCount) listed, \(patientCount) patients",
    ]
    let grades = gradeCounts.prefix(Grade.count).enumerated().map { "grade \($0): \($1)" }
    lines.append("Grades       \(grades.joined(separator: ", ")), unknown: \(gradeCounts[Grade.count])")
    let splits = Split.allCases.compactMap { split in splitCounts[split].map { "\(split.rawValue): \($0)" } }
    let open = splitCounts[nil].map { ["not assigned by the data: \($0)"] } ?? []
    lines.append("Splits       \((splits + open).joined(separator: ", "))")
    lines.append("Eye pairs    \(pairText)")
    let sizes = dimensions.prefix(listLength).map { "\($0.width) x \($0.height): \($0.count)" }
    let others = dimensions.count > listLength ? ["\(dimensions.count - listLength) other sizes"] : []
    lines.append("Sizes        \((sizes + others).joined(separator: ", "))")
    let borders = [
      (RetinaFinder.Method.circle, "circle fitted"), (.boundingBox, "bounding box only"),
      (.wholePicture, "no border"),
    ].compactMap { method, name in borderCounts[method].map { "\(name): \($0)" } }
    lines.append("Border       \(borders.joined(separator: ", "))")
    if !lesionCounts.isEmpty {
      let lesions = LesionType.allCases.compactMap { type in
        lesionCounts[type].map { "\(type.rawValue): \($0)" }
      }
      lines.append("Lesions      \(lesions.joined(separator: ", "))")
    }
    func list(_ title: String, _ items: [String]) {
      lines.append("\(title.padded(to: 13))\(items.isEmpty ? "none" : "\(items.count)")")
      lines += items.prefix(listLength).map { "             \($0)" }
      if items.count > listLength { lines.append("             and \(items.count - listLength) more") }
    }
    list("Missing", missing.map { "\($0.name): \($0.clause) (\($0.table), line \($0.line))" })
    list("Unlisted", unlisted.map { "\($0): no table lists it, so it is left out (data.unlisted_pictures)" })
    if !excluded.isEmpty { lines.append("Excluded     \(excluded.count), by data.exclude") }
    if !unread.isEmpty {
      lines.append("Not read     \(unreadCounts): convert them to JPEG, PNG or TIFF, or remove them")
    }
    list("Broken", broken.map { "\($0.path): \($0.reason)" })
    list("Duplicates", duplicates.map { $0.joined(separator: " = ") })
    if !contradictions.isEmpty {
      list(
        "Contradicting", contradictions.map { "\($0.joined(separator: " = ")) differ in grade or patient" })
    }
    if hintsAtPatients {
      lines.append(
        "Warning      names end in _left or _right, yet every picture is its own patient: "
          + "give data.column_patient, or both eyes of a patient will be divided between splits")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: -

  private var pairText: String {
    guard pairCount > 0 else { return "none" }
    let known = pairDifferences.reduce(0, +)
    guard known > 0 else { return "\(pairCount), none with both grades known" }
    let shares = pairDifferences.prefix(2).map { "\((100 * Double($0) / Double(known)).rounded()) %" }
      .map { $0.replacing(".0 %", with: " %") }
    return "\(pairCount) patients with both eyes; grades equal in \(shares[0]), one apart in \(shares[1]), "
      + "further apart in \(pairDifferences.dropFirst(2).reduce(0, +)) of \(known) pairs"
  }
}

extension String {
  fileprivate func padded(to length: Int) -> String {
    self + String(repeating: " ", count: max(0, length - count))
  }
}
