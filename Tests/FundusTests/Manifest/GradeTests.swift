import Testing

@testable import Fundus

@Suite("A grade in a table")
struct GradeTests {
  @Test(
    "is a whole number 0 ... 4, however it is written",
    arguments: [("0", 0), ("4", 4), ("2.0", 2), ("3e0", 3), ("-0", 0)])
  func known(text: String, grade: Int) { #expect(Grade.read(text) == .known(grade)) }

  @Test("may be unknown", arguments: ["", "-1", "NA", "na", "NaN", "Unknown"])
  func unknown(text: String) { #expect(Grade.read(text) == .unknown) }

  @Test("is nothing else", arguments: ["5", "-2", "1.5", "two", "inf", "1 2", "0x"])
  func wrong(text: String) { #expect(Grade.read(text) == .wrong) }
}
