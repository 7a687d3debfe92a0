import Foundation
import Testing

/// Every input that a user may get wrong: one clear sentence and an exit code, through the real program.
///
/// The table of all answers, with those of `AcceptedPictureTests`, `OutputTests` and `FullDiskTests`, is printed into a
/// file by `ZOOMIN_INPUT_TABLE=table.md ZOOMIN_PROGRAM=... swift test --filter '(Input|Picture|Output|Disk)Tests'`.
@Suite(.withProgram, .serialized)
struct InputTests {
  private static let cases =
    InputCase.configuration + InputCase.tables + InputCase.pictures + InputCase.features

  @Test(arguments: cases)
  func `is answered with its sentence and exit code`(input: InputCase) throws {
    let program = try Program()
    defer { program.remove() }
    try input.prepare(program)
    let outcome = try program.call(input.arguments)
    let said = input.said(outcome, in: program)
    for line in input.lines { #expect(said.contains(line), "\(said)") }
    #expect(outcome.exitCode == input.exitCode, "\(said)")
    let complaints = outcome.error.split(separator: "\n").count { $0.hasPrefix("zoomin: ") }
    #expect(complaints == (input.exitCode > 1 ? 1 : 0), "\(said)")
    if input.exitCode > 1 { #expect(outcome.output.isEmpty, "a failed call gives no result") }
    try InputTable.note(
      input.item, input.arguments, says: input.shown(outcome, in: program), outcome.exitCode)
  }
}
