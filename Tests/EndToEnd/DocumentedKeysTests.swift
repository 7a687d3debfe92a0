import Foundation
import Testing
import TestSupport

/// Keys and sections that the README, the articles and the first look name, compared with `zoomin schema`.
@Suite(.withProgram)
struct DocumentedKeysTests {
  @Test func `the article on settings has every section of the schema, in order`() throws {
    let told = try Self.article("Settings").split(separator: "\n").compactMap {
      $0.wholeMatch(of: /\| `([a-z_0-9]+)` \|.*/).map { String($0.output.1) }
    }
    #expect(try told == Self.schema().map(\.section))
  }

  @Test func `every key that the documentation names is in the schema`() throws {
    let schema = try Self.schema()
    let keys = Set(schema.flatMap { section in section.keys.map { "\(section.section).\($0)" } })
    let sections = Set(schema.map(\.section))
    var namedCount = 0
    var unknown: [String] = []
    for (path, text) in try Self.texts() {
      for match in text.matches(of: /\b([a-z_0-9]+)\.([a-z_0-9]+)\b/) {
        let (section, key) = (String(match.output.1), String(match.output.2))
        guard sections.contains(section), !Self.endings.contains(key) else { continue }
        namedCount += 1
        if !keys.contains("\(section).\(key)") { unknown.append("\(path): \(section).\(key)") }
      }
    }
    #expect(unknown == [])
    #expect(namedCount > 30)
  }

  /// What follows a point in the names of files.
  private static let endings = ["yaml", "md", "csv", "png", "txt", "json", "h5", "html"]

  private static let catalogue = SourceTree.root.appendingPathComponent("Sources/zoomin/Zoomin.docc")

  private static func article(_ name: String) throws -> String {
    try String(contentsOf: catalogue.appendingPathComponent("\(name).md"), encoding: .utf8)
  }

  private static func texts() throws -> [(path: String, text: String)] {
    let folders = [catalogue, SourceTree.root.appendingPathComponent("notebooks-cli")]
    let pages = try folders.flatMap {
      try FileManager.default.contentsOfDirectory(at: $0, includingPropertiesForKeys: nil)
    }.filter { $0.pathExtension == "md" }
    return try ([SourceTree.root.appendingPathComponent("README.md")] + pages).map {
      ($0.lastPathComponent, try String(contentsOf: $0, encoding: .utf8))
    }
  }

  /// The sections that the program prints, each with its keys.
  private static func schema() throws -> [(section: String, keys: [String])] {
    let program = try Program()
    defer { program.remove() }
    let outcome = try program.call("schema")
    try #require(outcome.exitCode == 0, "\(outcome.error)")
    var sections: [(section: String, keys: [String])] = []
    for line in outcome.output.split(separator: "\n") {
      if let match = line.prefixMatch(of: /([a-z_0-9]+):/) {
        sections.append((String(match.output.1), []))
      } else if let match = line.prefixMatch(of: #/  ([a-z_0-9]+):/#), !sections.isEmpty {
        sections[sections.count - 1].keys.append(String(match.output.1))
      }
    }
    return sections
  }
}
