import Discovery
import Foundation
import Fundus
import Testing
import TestSupport

@testable import Commands

@Suite("The list of terms") struct LabelTermsTests {
  @Test("in the article on labels is that of the code")
  func article() throws {
    let url = SourceTree.root.appendingPathComponent("Sources/zoomin/Zoomin.docc/Labels.md")
    let sections = try String(contentsOf: url, encoding: .utf8).components(separatedBy: "\n## ")
    let section = try #require(sections.first { $0.hasPrefix("Terms\n") })
    let told = section.split(separator: "\n").filter { $0.hasPrefix("| `") }.map(String.init)
    #expect(
      told
        == LabelTerm.all.map { "| `\($0.name)` | \($0.meaning) | \($0.spellings.joined(separator: ", ")) |" })
  }

  @Test("gives every spelling one term, and leaves other names as they are")
  func spellings() {
    for term in LabelTerm.all {
      for spelling in [term.name] + term.spellings {
        #expect(LabelTerm.short(spelling) == term.name, "\(spelling)")
        #expect(LabelTerm.short(spelling.uppercased().replacing(" ", with: "-")) == term.name, "\(spelling)")
      }
    }
    #expect(LabelTerm.short("Drusen, soft") == "Drusen, soft" && LabelTerm.short("") == "")
  }

  @Test(
    "takes the words of ICDR and ETDRS",
    arguments: [
      ("H/Ma", "RED"), ("HE", "HE"), ("hard exudate", "EX"), ("Cotton-wool spots", "SE"), ("IRMA", "IRMA"),
      ("NVD", "NV"), ("NVE", "NV"), ("venous beading", "venous beading"), ("VB", "venous beading"),
      ("intraretinal hemorrhages", "HE"), ("vitreous hemorrhage", "vitreous haemorrhage"),
      ("preretinal hemorrhage", "preretinal haemorrhage"), ("no abnormalities", "none"), ("FP", "FP"),
    ])
  func scales(text: String, term: String) { #expect(LabelTerm.short(text) == term) }

  @Test("leaves lesion tables as they are: only their terms are types of lesions")
  func lesionTables() {
    let names = LabelTerm.all.map(\.name)
    #expect(Array(names.prefix(LesionType.allCases.count)) == LesionType.allCases.map(\.rawValue))
    for name in names.dropFirst(LesionType.allCases.count) {
      #expect(LesionType(text: name) == nil, "\(name)")
    }
  }

  @Test("is printed, and as JSON")
  func printed() throws {
    #expect(TermList().text.hasPrefix("MA: microaneurysm\n    microaneurysm, "))
    #expect(TermList().text.contains("\nvenous beading: veins of uneven width; counts as OTHER\n    VB\n"))
    #expect(
      try TermList().json().hasPrefix(
        #"{"schemaVersion":1,"terms":[{"meaning":"microaneurysm","spellings":["#))
  }
}
