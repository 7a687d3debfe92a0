import Foundation
import Fundus
import Testing

@Suite("Pictures without a table")
struct PicturesTests {
  private let root = URL(filePath: "/photographs")

  @Test(
    "Names that end with an eye make pairs",
    arguments: [
      ("17_left", "17", Eye.left), ("17_R", "17", .right), ("a b-OS", "a b", .left),
      ("a_1_od", "a_1", .right),
      ("17_lefty", "17_lefty", .unknown), ("_left", "_left", .unknown), ("17", "17", .unknown),
    ])
  func names(stem: String, patient: String, eye: Eye) {
    let entry = Manifest(root: root, paths: ["\(stem).jpg"], split: .test).entries[0]
    #expect(entry.id == stem && entry.patient == patient && entry.eye == eye)
    #expect(entry.grade == nil && entry.split == .test)
  }

  @Test("Pictures of one name are told apart by their paths, and belong to nobody else")
  func sameNames() {
    let manifest = Manifest(root: root, paths: ["1_left.jpg", "1_left.png", "1_right.jpg", "1_right.jpg"])
    #expect(manifest.entries.map(\.id) == ["1_left.jpg", "1_left.png", "1_right"])
    #expect(manifest.entries.map(\.patient) == ["1_left.jpg", "1_left.png", "1"])
    #expect(manifest.fellows == [nil, nil, nil])
  }

  @Test("Data sets are joined, and what both have stays apart")
  func joined() {
    let other = URL(filePath: "/other")
    let one = Manifest(
      root: root, entries: [ManifestEntry(id: "a", path: "a.jpg", patient: "1", grade: 2)],
      lesions: [LesionBox(image: "a", type: .microaneurysm, box: .init(minX: 0, minY: 0, maxX: 1, maxY: 1))])
    let two = Manifest(
      root: other,
      entries: [
        ManifestEntry(id: "a", path: "x/a.jpg", patient: "1"),
        ManifestEntry(id: "b", path: "b.jpg", patient: "2"),
      ])
    let joined = Manifest.joining([one, two])
    #expect(joined.entries.map(\.id) == ["b", "other/a", "photographs/a"])
    #expect(joined.entries.map(\.patient) == ["2", "other/1", "photographs/1"])
    #expect(
      joined.entries.map { joined.url(of: $0).path } == [
        "/other/b.jpg", "/other/x/a.jpg", "/photographs/a.jpg",
      ])
    #expect(joined.lesions.map(\.image) == ["photographs/a"])
    #expect(Manifest.joining([two]) == two)
  }
}
