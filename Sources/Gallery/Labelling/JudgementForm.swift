import Discovery
import Labels

/// The form under a cluster: what was said of it, and what the reader fills in.
struct JudgementForm: Encodable {
  /// One person's opinion.
  struct Said: Encodable {
    let decision: String
    let text: String
    let author: String
    let time: String
  }

  let action: String
  let exemplar: Int
  let said: [Said]
  let name: String
  let note: String
  /// What has just happened, for the answer to a script.
  var sentence = ""

  init(_ opinions: ClusterOpinions, cluster: Int, exemplar: Int, of address: ClusteringAddress) {
    action = "\(address.cluster(cluster))/judgement"
    self.exemplar = exemplar
    said = opinions.all.map {
      Said(decision: $0.decision?.rawValue ?? "", text: $0.text, author: $0.author, time: $0.time)
    }
    name = opinions.own.name
    note = opinions.own.note
  }
}

/// What a reader sent.
struct SentJudgement: Decodable {
  var decision: String?
  var name: String?
  var note: String?

  /// What is new in it; nil if nothing is. Every spelling of a lesion term is stored in its short form.
  ///
  /// - Throws: `GalleryError` for a decision that is none, or a text that is too long.
  func verdict(on exemplar: Int, of clustering: String, after own: ClusterOpinions.Opinion)
    throws(GalleryError)
    -> ClusterVerdict?
  {
    var verdict = ClusterVerdict(clustering: clustering, exemplar: exemplar)
    if let decision, !decision.isEmpty {
      guard let found = ClusterVerdict.Decision(rawValue: decision) else {
        throw GalleryError(.badRequest, "\(decision.prefix(40)) is no decision; it is accepted or rejected.")
      }
      if found != own.decision { verdict.decision = found }
    }
    if let name {
      let term = LabelTerm.short(try Self.line(name, atMost: 200, "The name"))
      if term != own.name { verdict.name = term }
    }
    if let note {
      let line = try Self.line(note, atMost: 2_000, "The note")
      if line != own.note { verdict.note = line }
    }
    return verdict.decision == nil && verdict.name == nil && verdict.note == nil ? nil : verdict
  }

  static func line(_ text: String, atMost count: Int, _ what: String) throws(GalleryError) -> String {
    let plain = String(text.map { $0.isNewline ? " " : $0 })
    let trimmed = plain.drop { $0.isWhitespace }
    guard trimmed.count <= count else {
      throw GalleryError(.badRequest, "\(what) is longer than \(count) characters.")
    }
    return String(trimmed.reversed().drop { $0.isWhitespace }.reversed())
  }
}
