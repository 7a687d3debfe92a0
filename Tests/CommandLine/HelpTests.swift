import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import zoomin

@Suite("Help")
struct HelpTests {
  @Test("every verb has a sentence, a discussion and two examples or more, each of which the program takes")
  func pages() {
    #expect(ManualPage.all.count > 35)
    for page in ManualPage.all {
      let configuration = page.type.configuration
      #expect(configuration.abstract.hasSuffix("."), "\(page.name)")
      #expect(configuration.discussion.contains("EXAMPLES:\n"), "\(page.name)")
      let isGroup = !configuration.subcommands.isEmpty
      #expect(page.examples.count >= (isGroup ? 1 : 2), "\(page.name)")
      for example in page.examples {
        #expect(
          example.hasPrefix(page.name + " ") || example == page.name || page.name == "zoomin", "\(example)")
        let refusal = ShownLine.refusal(of: ShownLine.words(of: example))
        #expect(refusal == nil, "\(example)")
      }
    }
  }

  @Test("no line of a page is longer than its terminal, so that examples can be copied")
  func width() {
    for page in ManualPage.all {
      // The parser does not break the line of usage.
      for line in page.text.split(separator: "\n") where !line.hasPrefix("USAGE: ") {
        // A word that is longer than the column of descriptions cannot be broken.
        #expect(
          line.count <= 80 || !line.trimmingCharacters(in: .whitespaces).contains(" "),
          "\(page.name): \(line)")
      }
    }
  }

  @Test("every argument and option of every verb says what it is")
  func options() throws {
    for page in ManualPage.all {
      for line in page.text.split(separator: "\n") {
        guard let match = line.firstMatch(of: /^  (<[^>]+>|--[a-z-]+(?: <[^>]+>)?)(.*)$/) else { continue }
        let name = String(match.output.1)
        // A long name has its description in the next line.
        #expect(!match.output.2.isEmpty || name.count > 20, "\(page.name): \(line)")
      }
    }
  }

  @Test("the first page groups the verbs, and each of them stands in one group")
  func groups() {
    let text = Zoomin.helpMessage(columns: 100)
    let grouped = Zoomin.configuration.groupedSubcommands
    for group in grouped { #expect(text.contains("\(group.name.uppercased()) SUBCOMMANDS:\n"), "\(text)") }
    let names = grouped.flatMap { $0.subcommands.compactMap { $0.configuration.commandName } }
    #expect(Set(names).count == names.count && names.count > 20)
    for name in names { #expect(text.contains("\n  \(name) "), "\(name)") }
    // Outside of #expect: Swift 6.3.1 crashes on verbs, which are types, inside of it.
    let shownAlone = Zoomin.configuration.ungroupedSubcommands.filter { $0.configuration.shouldDisplay }.count
    #expect(shownAlone == 0)
  }

  @Test("every command line that the documentation shows is taken by the program")
  func documentation() throws {
    let folder = SourceTree.root.appendingPathComponent("Sources/zoomin/Zoomin.docc")
    let articles = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "md" }
    let others = ["README.md", ".github/CONTRIBUTING.md"].map { SourceTree.root.appendingPathComponent($0) }
    var count = 0
    for article in articles + others {
      for line in try String(contentsOf: article, encoding: .utf8).split(separator: "\n") {
        guard line.hasPrefix("    zoomin ") else { continue }
        count += 1
        let words = ShownLine.words(of: line.trimmingCharacters(in: .whitespaces))
        let refusal = ShownLine.refusal(of: Self.filledIn(words))
        #expect(refusal == nil, "\(article.lastPathComponent): \(line)")
      }
    }
    #expect(count > 60)
  }

  @Test("a line that the program would refuse is found")
  func refused() {
    #expect(
      ShownLine.words(of: "zoomin a [b ...] 'c d' e=\"f g\" > file  # remark") == ["a", "c d", "e=f g"])
    #expect(ShownLine.refusal(of: ["run"]) != nil)
    #expect(ShownLine.refusal(of: ["runs", "list", "--state", "asleep"]) != nil)
    #expect(ShownLine.refusal(of: ["runs", "compare", "3f9a"]) != nil)
    #expect(ShownLine.refusal(of: ["dance"]) != nil)
    #expect(ShownLine.refusal(of: ["--version"]) == nil && ShownLine.refusal(of: ["run", "--help"]) == nil)
  }

  /// Numbers in place of the letters that stand for them.
  private static func filledIn(_ words: [String]) -> [String] {
    words.map { ["N", "S", "D"].contains($0) ? "7" : $0 }
  }
}
