import Foundation
import Testing
import TestSupport
import Workbench

/// The README and the articles of `Sources/zoomin/Zoomin.docc`, compared with what they describe.
///
/// Two more tables are compared elsewhere: presets in `PresetTests`, keys in the end-to-end tests.
@Suite("Documentation")
struct DocumentationTests {
  @Test("the README has two screens at most, and its links lead to files")
  func readme() throws {
    let readme = try Documentation.text("README.md")
    #expect(readme.split(separator: "\n", omittingEmptySubsequences: false).count <= 80)
    let links = Documentation.matches(of: #"\]\(([^)]+)\)"#, in: readme)
    #expect(links.count > 10)
    for link in links { #expect(Documentation.exists(link), "\(link)") }
  }

  @Test("the README and the first page lead to every article")
  func articles() throws {
    let names = try Documentation.articleNames()
    let readme = try Documentation.text("README.md")
    let first = try Documentation.article("Zoomin")
    #expect(names.contains("Zoomin"))
    for name in names where name != "Zoomin" {
      #expect(readme.contains("(\(Documentation.catalogue)/\(name).md)"), "\(name)")
      #expect(first.contains("- <doc:\(name)>\n"), "\(name)")
    }
  }

  @Test("the table of exit codes has every code once, in order")
  func exitCodes() throws {
    let section = try Documentation.section("Exit codes", of: "Command-line")
    #expect(Documentation.firstCells(of: section).compactMap(Int32.init) == ExitCode.allCases.map(\.rawValue))
  }

  @Test("the table of modules has every module that the package declares under Sources")
  func modules() throws {
    let section = try Documentation.section("Modules", of: "Architecture")
    let told = Documentation.firstCells(of: section)
      .flatMap { Documentation.matches(of: "`([A-Za-z0-9]+)`", in: $0) }
    let sources = Documentation.root.appendingPathComponent("Sources").path
    #expect(try told.sorted() == FileManager.default.contentsOfDirectory(atPath: sources).sorted())
  }

  @Test("the table of packages has those that the Makefile installs")
  func packages() throws {
    let section = try Documentation.section("System packages", of: "Installing")
    let told = Documentation.firstCells(of: section)
      .flatMap { Documentation.matches(of: "`([a-z0-9-]+)`", in: $0) }
    let makefile = try Documentation.text("Makefile").replacingOccurrences(of: "\\\n", with: " ")
    let list = try #require(Documentation.matches(of: "(?m)^PACKAGES = (.*)$", in: makefile).first)
    #expect(told.sorted() == list.split(separator: " ").map(String.init).sorted())
  }

  @Test("the table of experiments has every file of experiments/")
  func experiments() throws {
    let section = try Documentation.section("Experiments that come with it", of: "Command-line")
    let told = Documentation.firstCells(of: section)
      .flatMap { Documentation.matches(of: #"`([a-z0-9-]+\.yaml)`"#, in: $0) }
    let folder = Documentation.root.appendingPathComponent("experiments").path
    #expect(try told.sorted() == FileManager.default.contentsOfDirectory(atPath: folder).sorted())
  }

  @Test("the table of verbs and the article name every verb, and no text names a verb that does not exist")
  func verbs() throws {
    let verbs = try Documentation.verbs()
    #expect(verbs.contains("run") && verbs.contains("doctor"))
    let readme = try Documentation.text("README.md")
    let article = try Documentation.article("Command-line")
    for verb in verbs {
      #expect(readme.contains("`zoomin \(verb)"), "\(verb)")
      #expect(article.contains("    zoomin \(verb) "), "\(verb)")
    }
    for name in try Documentation.allTexts() {
      for command in Documentation.matches(of: "(?m)(?:^    |`)zoomin ([a-z][a-z-]*)", in: name.text) {
        #expect(verbs.contains(command), "\(name.path): \(command)")
      }
    }
  }

  @Test("files and make rules that the texts name exist")
  func named() throws {
    let makefile = try Documentation.text("Makefile")
    for (path, text) in try Documentation.allTexts() {
      let files = Documentation.matches(
        of: #"((?:Tests|Sources|experiments|notebooks-cli)/[\w./-]*\w)"#, in: text)
      for file in files { #expect(Documentation.exists(file), "\(path): \(file)") }
      for rule in Documentation.matches(of: "(?m)(?:^    |`)make ([a-z][a-z0-9-]*)", in: text) {
        #expect(makefile.contains("\n\(rule):"), "\(path): make \(rule)")
      }
    }
  }
}

/// The texts of the checkout that the tests were built from.
private enum Documentation {
  static let root = SourceTree.root

  static let catalogue = "Sources/zoomin/Zoomin.docc"

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
  }

  static func articleNames() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent(catalogue).path)
      .filter { $0.hasSuffix(".md") }.map { String($0.dropLast(3)) }.sorted()
  }

  static func article(_ name: String) throws -> String { try text("\(catalogue)/\(name).md") }

  /// The README, every article and the guide for contributors, each with its path.
  static func allTexts() throws -> [(path: String, text: String)] {
    let paths =
      ["README.md", ".github/CONTRIBUTING.md"] + (try articleNames()).map { "\(catalogue)/\($0).md" }
    return try paths.map { ($0, try text($0)) }
  }

  /// What stands between a heading of the second level and the next.
  static func section(_ heading: String, of article: String) throws -> String {
    let parts = try self.article(article).components(separatedBy: "\n## ")
    return try #require(parts.first { $0.hasPrefix(heading + "\n") })
  }

  /// The first cell of every row of the tables in a text, without headings and rules.
  static func firstCells(of text: String) -> [String] {
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("|") }.dropFirst(2)
    return rows.compactMap { $0.split(separator: "|").first?.trimmingCharacters(in: .whitespaces) }
  }

  /// The verbs that help lists: the commands that lie at the top of a file of `Sources/zoomin`.
  static func verbs() throws -> [String] {
    let folder = root.appendingPathComponent("Sources/zoomin")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
      $0.hasSuffix("Command.swift")
    }
    return try files.flatMap {
      matches(of: #"(?m)^    commandName: "([a-z][a-z-]*)""#, in: try text("Sources/zoomin/\($0)"))
    }
  }

  /// The first group of each match.
  static func matches(of pattern: String, in text: String) -> [String] {
    do {
      let expression = try Regex<(Substring, Substring)>(pattern)
      return text.matches(of: expression).map { String($0.output.1) }
    } catch {
      Issue.record(error, "\(pattern)")
      return []
    }
  }
}
