import Foundation
import Runs
import Settings
import TestSupport
import Workbench

@testable import Pipeline

/// A sweep of runs in a folder of its own, whose members are run by a shell script in place of the program.
///
/// The script finds a member's run in the member's list, as the real program would compute it, sleeps, and does what the
/// value of `experiment.seed` says: 13 fails with a sentence, 666 kills itself; every other one writes its result.
struct SweepOfRuns {
  let folder: TemporaryFolder
  let console = Console()

  init(seeds: [Int] = [1, 2, 3], extra: String = "") throws {
    folder = try TemporaryFolder()
    try folder.write("experiment:\n  name: small\n  seed: 1\nphase_1:\n  epochs: 2\n", "small.yaml")
    try write(seeds: seeds, extra: extra)
    try folder.write(Self.script, "program.sh")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder["program.sh"].path)
  }

  func write(seeds: [Int], extra: String = "") throws {
    let list = seeds.map(String.init).joined(separator: ", ")
    try folder.write(
      "name: seeds\nexperiment: small.yaml\n\(extra)\nsweep:\n  experiment:\n    seed: [\(list)]\n",
      "sweep.yaml")
  }

  var outputs: OutputsDirectory { OutputsDirectory(folder["outputs"]) }
  var directory: SweepDirectory { outputs.sweepOfRuns("seeds") }

  func sweep(_ change: (inout Sweep) -> Void = { _ in }) throws -> Sweep {
    var sweep = try SweepReader.read(
      folder["sweep.yaml"], overrides: ["runtime.outputs=\(folder["outputs"].path)"])
    change(&sweep)
    return sweep
  }

  func run(
    choices: RunSweep.Choices = RunSweep.Choices(), _ change: (inout Sweep) -> Void = { _ in }
  ) throws -> RunSweep {
    RunSweep(
      try sweep(change), place: "sweep.yaml", choices: choices, program: folder["program.sh"],
      console: console)
  }

  /// Adds the members without starting them.
  func freeze(addsChanged: Bool = false) throws -> MemberFreezer.Outcome {
    try MemberFreezer(
      sweep: try sweep(), directory: directory,
      identities: MemberIdentities(outputs: outputs, threadCount: 3, console: console), place: "sweep.yaml",
      console: console
    ).freeze(addsChanged: addsChanged)
  }

  /// How often the script began for each seed.
  func starts() throws -> [String: Int] {
    let text = (try? String(contentsOf: folder["starts"], encoding: .utf8)) ?? ""
    return Dictionary(grouping: text.split(separator: "\n").map(String.init)) { $0 }.mapValues(\.count)
  }

  private static let script = """
    #!/bin/bash
    member=$(basename "$2" .yaml)
    members=$(dirname "$2")
    root=$(dirname "$0")
    seed=$(sed -n 's/^  seed: //p' "$2" | head -1)
    echo "$seed" >>"$root/starts"
    trap 'echo "zoomin: stopped"; exit 143' TERM
    for wait in $(seq "$(cat "$root/ticks" 2>/dev/null || echo 1)"); do sleep 0.05; done
    case "$seed" in
      13) echo "zoomin: the data are wrong. Mend them."; exit 65 ;;
      666) kill -9 $$ ;;
    esac
    number=$((10#${member%%-*}))
    run=$(tr -d ' \\n' <"$(dirname "$members")/members.json" | sed 's/{"experiment"/\\n&/g' \\
      | grep "\\"number\\":$number," | sed 's/.*"run":"\\([0-9a-f]*\\)".*/\\1/')
    mkdir -p "$root/outputs/small/$run"
    echo '{"base":"x","laneCount":1}' >"$root/outputs/small/$run/identity.json"
    echo "{\\"figures\\":{\\"kappa\\":0.$seed},\\"run\\":\\"small/$run\\"}" >"$members/.$member.part"
    mv "$members/.$member.part" "$members/$member.json"
    """
}
