import Discovery
import Foundation
import HTTPTypes
import Hummingbird
import Workbench

/// Everything that stores something.
extension GalleryRoutes {
  @Sendable func judge(_ request: Request, _ context: GalleryContext) async throws -> Response {
    let sent = try await request.form(SentJudgement.self, context)
    return try await change(request, context) { clustering, cluster, exemplar, own in
      guard let verdict = try sent.verdict(on: exemplar, of: clustering, after: own) else {
        return { _ in "Cluster \(cluster): nothing new to store." }
      }
      try book.judge([verdict])
      let isNew = verdict.name.map { !$0.isEmpty && !LesionTerms.names.contains($0) } ?? false
      return { "Cluster \(cluster): \($0.text)\(isNew ? ", a name outside the list of terms" : "")." }
    }
  }

  @Sendable func undoJudgement(_ request: Request, _ context: GalleryContext) async throws -> Response {
    try await change(request, context) { clustering, cluster, exemplar, _ in
      let isUndone = try book.undoNewest(of: clustering, exemplar: exemplar)
      return { _ in
        isUndone
          ? "Cluster \(cluster): your last judgement is undone."
          : "Cluster \(cluster): there is no judgement of yours to undo."
      }
    }
  }

  /// Changes what is said of a cluster, then shows the page again, or answers a script with the new state.
  ///
  /// - Parameter work: gets the reader's opinion before; returns what to say of the opinion after.
  private func change(
    _ request: Request, _ context: GalleryContext,
    _ work:
      @escaping @Sendable (
        _ clustering: String, _ cluster: Int, _ exemplar: Int, _ own: ClusterOpinions.Opinion
      ) throws -> (ClusterOpinions.Opinion) -> String
  ) async throws -> Response {
    let number = try context.text("number")
    let (viewing, origin) = (viewing(request), request.originPath)
    return try await answer(context) { clustering in
      let cluster = try clustering.checkedCluster(number)
      let exemplar = clustering.assignment.exemplars[cluster]
      let before = try opinions(of: cluster, clustering, viewing)
      let sentence = try work(clustering.stored.record.id, cluster, exemplar, before.own)
      guard request.isFromScript else {
        return .redirect(to: origin ?? clustering.address.cluster(cluster), type: .normal)
      }
      let after = try opinions(of: cluster, clustering, viewing)
      var form = JudgementForm(after, cluster: cluster, exemplar: exemplar, of: clustering.address)
      form.sentence = sentence(after.own)
      return .json(try CanonicalJSON.text(form))
    }
  }

  @Sendable func label(_ request: Request, _ context: GalleryContext) async throws -> Response {
    let sent = try await request.form(SentLabels.self, context)
    let (number, viewing) = (try context.text("number"), viewing(request))
    return try await answer(context) { clustering in
      let cluster = try clustering.checkedCluster(number)
      guard clustering.mined.hasPictures else { throw GalleryError.missing("picture of these patches") }
      // All of the cluster is what still belongs to it.
      let out = sent.which == "all" ? try opinions(of: cluster, clustering, viewing).movedOut : []
      let members = clustering.assignment.members[cluster].filter { !out.contains($0) }
      let (rows, term) = (try sent.rows(of: members, cluster: cluster), try sent.checkedTerm())
      try book.label(rows, term, clustering.mined)
      return try Self.done(
        "\(Counted.text(rows.count, "patch", "patches")) labelled \(term).", request.isFromScript,
        page: clustering.address.cluster(cluster))
    }
  }

  /// Moves members out of a cluster or takes them back, then shows the page again, or answers a script with a sentence.
  @Sendable func move(_ request: Request, _ context: GalleryContext) async throws -> Response {
    let sent = try await request.form(SentMembers.self, context)
    let number = try context.text("number")
    return try await answer(context) { clustering in
      let cluster = try clustering.checkedCluster(number)
      let verdicts = try sent.verdicts(
        on: clustering.assignment.members[cluster], exemplar: clustering.assignment.exemplars[cluster],
        cluster: cluster, of: clustering.stored.record.id)
      try book.judge(verdicts)
      let moved = sent.which == "out" ? "moved out" : "taken back"
      return try Self.done(
        "\(Counted.text(verdicts.count, "patch", "patches")) \(moved).", request.isFromScript,
        page: clustering.address.cluster(cluster))
    }
  }

  /// The answer when something was stored: a sentence for a script, else the page again.
  private static func done(_ sentence: String, _ isScript: Bool, page: String) throws -> Response {
    isScript
      ? .json(try CanonicalJSON.text(Sentence(sentence: sentence))) : .redirect(to: page, type: .normal)
  }

  /// An answer to a script.
  private struct Sentence: Encodable {
    let sentence: String
  }

  @Sendable func draw(_ request: Request, _ context: GalleryContext) async throws -> Response {
    let sent = try await request.form(SentBox.self, context)
    let (text, origin) = (try context.text("image"), request.originPath)
    return try await answer(context) { clustering in
      let image = try clustering.checkedImage(text)
      guard let zoomPixels = clustering.mined.attributes?.zoomPixels else {
        throw GalleryError.missing("picture \(image)")
      }
      try book.draw(try sent.label(on: clustering.mined.images[image], zoomPixels: zoomPixels))
      return .redirect(to: origin ?? clustering.address.eyes(image), type: .normal)
    }
  }

  @Sendable func undoEntry(_ request: Request, _ context: GalleryContext) async throws -> Response {
    struct Sent: Decodable { let entry: Int64 }
    let sent = try await request.form(Sent.self, context)
    let origin = request.originPath
    return try await blocking {
      try book.undo(sent.entry)
      return .redirect(to: origin ?? "/log", type: .normal)
    }
  }

  /// Begins or ends blind reading in this browser, then shows the page again that it came from.
  @Sendable func setBlind(_ request: Request, _ context: GalleryContext) async throws -> Response {
    struct Sent: Decodable { let blind: String? }
    let sent = try await request.form(Sent.self, context)
    var response = Response.redirect(to: request.originPath ?? "/", type: .normal)
    let age = sent.blind == "1" ? 86_400 : 0
    response.headers[.setCookie] = "\(Viewing.cookie)=1; Path=/; HttpOnly; SameSite=Strict; Max-Age=\(age)"
    return response
  }
}
