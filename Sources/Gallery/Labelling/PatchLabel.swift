import Discovery

/// What a person called a patch.
struct PatchLabel: Hashable, Sendable {
  /// The entry of the log, by which it can be undone.
  let entry: Int64
  let term: String
  let author: String
  let time: String
}

/// A form that labels patches: the chosen ones, or all of a cluster.
struct SentLabels: Decodable {
  var term: String?
  /// Rows.
  var row: [Int]?
  /// `all` for every member.
  var which: String?

  /// The members of the cluster to label, ascending.
  ///
  /// - Throws: `GalleryError` if none is chosen, or a row is not of the cluster.
  func rows(of members: [Int], cluster: Int) throws(GalleryError) -> [Int] {
    if which == "all" { return members }
    let chosen = Set(row ?? []).sorted()
    guard !chosen.isEmpty else { throw GalleryError(.badRequest, "No patch is chosen. Tick some first.") }
    if let other = chosen.first(where: { !members.contains($0) }) {
      throw GalleryError(.badRequest, "Patch \(other) is not in cluster \(cluster). Open its own cluster.")
    }
    return chosen
  }

  /// The term in its stored form.
  ///
  /// - Throws: `GalleryError` if it is empty or too long.
  func checkedTerm() throws(GalleryError) -> String {
    let text = LabelTerm.short(try SentJudgement.line(term ?? "", atMost: 200, "The name"))
    guard !text.isEmpty else {
      throw GalleryError(.badRequest, "The patches have no name. Give one, or none.")
    }
    return text
  }
}
