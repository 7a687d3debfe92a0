import Foundation
import Fundus
import Settings
import Testing
import TestSupport
import Workbench

@testable import Pipeline

@Suite struct DataIdentityTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func experiment(_ overrides: [String]) throws -> Experiment {
    var experiment = Experiment()
    try ExperimentReader.apply(
      overrides: ["data.source=table", "data.root=\(folder.url.path)"] + overrides, to: &experiment)
    return experiment
  }

  @Test func `corrected lesions change the lesions' key and never the training's, and masks are not decoded`()
    throws
  {
    try folder.write("a picture that nobody opens", "a.png")
    try folder.write("image,level\na,1\n", "manifest.csv")
    try folder.write("no picture at all", "masks/a_EX.png")
    try folder.write("image,type,x0,y0,x1,y1\na,MA,1,1,2,2\n", "boxes.csv")
    let data = ExperimentData(
      try experiment(["data.lesion_tables=[boxes.csv]", "data.lesion_masks=[masks]"]), console: Console())
    let (training, lesions) = (try data.identity(), try data.lesionIdentity())
    try folder.write("image,type,x0,y0,x1,y1\na,MA,1,1,3,2\n", "boxes.csv")
    #expect(try data.identity() == training)
    #expect(try data.lesionIdentity() != lesions)
    #expect(throws: FundusError.self) { try data.manifest { _ in .more } }
  }

  @Test func `pictures in the folder test are found by every reader without naming it`() throws {
    try folder.touch("train/1_left.jpeg", "test/2_left.jpeg")
    try folder.write("image,level\n1_left,1\n2_left,2\n", "trainLabels.csv")
    for overrides in [["data.source=eyepacs"], ["data.table=trainLabels.csv"]] {
      let data = ExperimentData(try experiment(overrides), console: Console())
      let manifest = try data.manifest { _ in .more }
      #expect(manifest.entries.map(\.path) == ["train/1_left.jpeg", "test/2_left.jpeg"])
    }
  }

  @Test func `remedies name keys that exist`() throws {
    let sources = SourceTree.root.appendingPathComponent("Sources")
    let sections = Set(Experiment.schema.settings.map(\.section)).joined(separator: "|")
    let named = try NSRegularExpression(pattern: "(?<![\\w./(-])(\(sections))\\.[a-z][a-z_0-9]*")
    let remedies = try NSRegularExpression(
      pattern: #"remedy:[^"]{0,80}("(?:[^"\\]|\\.)*"(?:\s*\+\s*"(?:[^"\\]|\\.)*")*)"#)
    let keys = Set(Experiment.schema.settings.map(\.path))
    var (count, unknown) = (0, [String]())
    let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
    for case let file as URL in files where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      for match in remedies.matches(in: text, range: NSRange(text.startIndex..., in: text)) {
        for key in named.matches(in: text, range: match.range(at: 1)) {
          let name = (text as NSString).substring(with: key.range)
          count += 1
          if !keys.contains(name), ![".yaml", ".txt", ".csv"].contains(where: name.hasSuffix) {
            unknown.append("\(file.lastPathComponent): \(name)")
          }
        }
      }
    }
    #expect(count > 10, "remedies are still written where this test looks for them")
    #expect(unknown == [])
  }
}
