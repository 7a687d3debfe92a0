import Foundation
import Labels
import Settings
import Testing
import TestSupport
import Workbench

@testable import Commands

@Suite("Agreement of two readers") struct ReaderAgreementTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func add(_ rows: [(author: String, place: Int, term: String)]) throws {
    let sha256 = String(repeating: "ab", count: 32)
    let lines = rows.map { author, place, term in
      "\(sha256),\(place * 100),0,\(place * 100 + 90),90,\(term),\(author)\n"
    }
    let table = try folder.write("sha256,x0,y0,x1,y1,term,author\n" + lines.joined(), "t.csv")
    _ = try labelsJob(folder["s"]).add(file: URL(fileURLWithPath: table), features: nil, author: "")
  }

  private func agreement() throws -> ReaderAgreement {
    try labelsJob(folder["s"]).agreement(of: "Ann", and: "Ben", features: nil)
  }

  @Test("is printed with counts, kappa, interval and the table")
  func text() throws {
    let said = [("HE", "HE", 7), ("HE", "MA", 1), ("MA", "MA", 5), ("drusen", "none", 2)]
    var place = 0
    for (first, second, count) in said {
      for _ in 0..<count {
        try add([("Ann", place, first), ("Ben", place, second == "HE" ? "haemorrhage" : second)])
        place += 1
      }
    }
    try add([("Ann", 90, "EX")])
    let store = try LabelStore(at: folder["s"])
    for (author, decisions) in [("Ann", "aar"), ("Ben", "aaa")] {
      for (exemplar, decision) in decisions.enumerated() {
        try store.append(
          [
            .verdict(
              ClusterVerdict(
                clustering: "abc", exemplar: exemplar, decision: decision == "a" ? .accepted : .rejected,
                name: exemplar == 0 ? (author == "Ann" ? "hemorrhages" : "HE") : nil))
          ], author: author, time: .now)
      }
    }
    #expect(
      try agreement().text == """
        Patch labels: 15 places that both labelled (Ann labelled 16, Ben 15)
        observed agreement  0.800
        kappa               0.676, 95 % interval 0.409 to 0.944
        Ann \\ Ben  MA  HE  none  drusen
        MA          5   0     0       0
        HE          1   7     0       0
        none        0   0     0       0
        drusen      0   0     2       0

        Clusters accepted or rejected: 3 clusters that both judged (Ann judged 3, Ben 3)
        observed agreement  0.667
        kappa               0.000, 95 % interval 0.000 to 0.000
        Ann \\ Ben  accepted  rejected
        accepted          2         0
        rejected          1         0

        Names of clusters: 1 cluster that both named (Ann named 1, Ben 1)
        observed agreement  1.000
        kappa               undefined, because both said HE throughout
        Ann \\ Ben  HE
        HE          1
        """)
    struct Answer: Decodable {
      struct Part: Decodable {
        let pairCount: Int
        let kappa: Double?
        let names: [String]
        let counts: [[Int]]
      }
      let schemaVersion: Int, first: String, minimumOverlap: Double, patches: Part, names: Part
    }
    let answer = try JSONDecoder().decode(Answer.self, from: Data(try agreement().json().utf8))
    #expect(answer.schemaVersion == 1 && answer.first == "Ann" && answer.minimumOverlap == 0.5)
    #expect(answer.patches.pairCount == 15 && answer.patches.counts[1] == [1, 7, 0, 0])
    #expect(answer.names.kappa == nil && answer.names.names == ["HE"])
  }

  @Test("nothing in common and an unknown reader are told")
  func nothing() throws {
    try add([("Ann", 0, "HE"), ("Ben", 1, "HE")])
    #expect(
      try agreement().text == """
        Patch labels: no place that both labelled (Ann labelled 1, Ben 1)

        Clusters accepted or rejected: no cluster that both judged (Ann judged 0, Ben 0)

        Names of clusters: no cluster that both named (Ann named 0, Ben 0)
        """)
    let error = #expect(throws: LabelsError.self) {
      try labelsJob(folder["s"]).agreement(of: "Ann", and: "ben", features: nil)
    }
    #expect(
      error?.message
        == "\(folder["s"].path): has nothing by ben that counts. Its readers are Ann, Ben.")
    #expect(error?.exitCode == .badData)
  }
}
