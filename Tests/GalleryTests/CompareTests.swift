import Clustering
import Discovery
import Foundation
import TestSupport
import Testing

@testable import Gallery

struct CompareTests {
  @Test func `a clustering is compared with another of the same features, and both ways round`() async throws
  {
    let gallery = try SampleGallery()
    let other = try gallery.cluster(as: "c0c0a", preference: .count(3))
    let page = try await gallery.get(gallery.path).text
    #expect(
      page.contains("<option value=\"c0c0a\">c0c0a: \(other.assignment.clusterCount) clusters</option>"))
    let answer = try await gallery.get("\(gallery.path)/compare?with=c0c0a")
    #expect(answer.status == .ok)
    let found = PartitionComparison(gallery.clustering.assignment.clusterOfRow, other.assignment.clusterOfRow)
    let lines = answer.text.components(separatedBy: "<li class=\"card\"").count - 1
    let named = found.matches.count + found.splits.count + found.merges.count
    #expect(lines >= named && named > 0)
    // Every cluster of both is on the page, whatever became of it.
    for (address, count) in [
      (gallery.path, gallery.clustering.assignment.clusterCount),
      (gallery.path.replacingOccurrences(of: "c0ffee", with: "c0c0a"), other.assignment.clusterCount),
    ] {
      for cluster in 0..<count { #expect(answer.text.contains("href=\"\(address)/\(cluster)\"")) }
    }
    let reverse = gallery.path.replacingOccurrences(of: "c0ffee", with: "c0c0a") + "/compare?with=c0ffee"
    #expect(answer.text.contains("href=\"\(reverse)\""))
    #expect(try await gallery.get(reverse).status == .ok)
  }

  @Test func `a comparison with nothing, or with what is not there, is a page with a sentence`() async throws
  {
    let gallery = try SampleGallery(tiles: false)
    #expect(try await gallery.get("\(gallery.path)/compare").status == .badRequest)
    #expect(try await gallery.get("\(gallery.path)/compare?with=none").status == .notFound)
    #expect(try await gallery.get("\(gallery.path)/compare?with=..").status == .notFound)
  }

  @Test func `labels survive a new clustering, and each new cluster gets a name from its labelled members`()
    async throws
  {
    let gallery = try SampleGallery()
    for cluster in gallery.clustering.assignment.exemplars.indices {
      _ = try await gallery.post("\(gallery.path)/\(cluster)/labels", "which=all&term=kind\(cluster)")
    }
    let other = try gallery.cluster(as: "c0c0a", preference: .count(4))
    let path = gallery.path.replacingOccurrences(of: "c0ffee", with: "c0c0a")
    for (cluster, members) in other.assignment.members.enumerated() {
      let page = try await gallery.get("\(path)/\(cluster)").text
      let labels = try gallery.labels(of: members)
      let proposal = NameProposal(of: members, labels: labels)
      #expect(proposal.unlabelledCount == 0)
      #expect(page.contains("Labels of its patches: \(proposal.text ?? "none")"))
      if let name = proposal.name { #expect(page.contains("Name it \(name), as most of them")) }
    }
  }

  @Test func `a name is proposed where most labelled members carry it; conflicts are counted apart`() {
    func label(_ term: String) -> PatchLabel { PatchLabel(entry: 1, term: term, author: "reader", time: "") }
    let labels = [
      0: [label("MA")], 1: [label("MA"), label("MA")], 2: [label("HE")], 3: [label("HE"), label("MA")],
    ]
    let all = NameProposal(of: Array(0...5), labels: labels)
    #expect(all.counts == [.init(term: "MA", memberCount: 2), .init(term: "HE", memberCount: 1)])
    #expect(all.conflictCount == 1 && all.unlabelledCount == 2)
    #expect(all.name == nil)
    #expect(all.text == "MA 2, HE 1, 1 with different labels, 2 without")
    #expect(NameProposal(of: [0, 1, 2, 5], labels: labels).name == "MA")
    #expect(NameProposal(of: [5], labels: labels).text == nil)
  }
}
