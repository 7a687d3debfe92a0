import Foundation
import Runs
import Workbench

/// The script of a job array: each task runs the members of one run, one after another.
///
/// Slurm signals the script, which passes the signal on and waits until the run has saved its work. A member whose run
/// another process writes is tried again, because that process may be an earlier job that is just ending.
struct SlurmScript {
  let submission: SlurmSubmissions.Submission
  let members: [Int: SweepMember]
  let sweep: SweepDirectory
  let program: URL
  let workingFolder: String
  let jobCount: Int?
  let settings: SlurmSettings

  /// The script's text.
  var text: String {
    """
    #!/bin/bash
    # Submission \(submission.number) of a sweep, written by `zoomin sweep`. Each task runs the members of one run.
    \(options.map { "#SBATCH \($0)" }.joined(separator: "\n"))

    cd \(ShellWord.quoted(workingFolder)) || exit 73
    zoomin=\(ShellWord.quoted(program.path))
    folder=\(ShellWord.quoted(sweep.members.path))
    overrides=(\(overrides.joined(separator: " ")))

    case "$SLURM_ARRAY_TASK_ID" in
    \(cases.joined(separator: "\n"))
      *) exit 64 ;;
    esac

    stopped=
    process=
    stop() {
      stopped=1
      if [ -n "$process" ]; then kill -TERM "$process" 2>/dev/null; fi
    }
    trap stop TERM INT

    failed=0
    for member in "${members[@]}"; do
      code=75
      for attempt in 1 2 3 4 5 6 7 8 9 10; do
        rm -f "$folder/$member.exit"
        "$zoomin" run "$folder/$member.yaml" "${overrides[@]}" >"$folder/$member.log" 2>&1 </dev/null &
        process=$!
        if [ -n "$stopped" ]; then kill -TERM "$process" 2>/dev/null; fi
        wait "$process"
        code=$?
        # A signal ends `wait` early; the run saves its work before it ends.
        while kill -0 "$process" 2>/dev/null; do
          wait "$process"
          code=$?
        done
        process=
        if [ "$code" -ne 75 ] || [ -n "$stopped" ]; then break; fi
        sleep 30 &
        wait "$!"
      done
      echo "$code" >"$folder/.$member.exit.$SLURM_JOB_ID" && mv "$folder/.$member.exit.$SLURM_JOB_ID" "$folder/$member.exit"
      if [ "$code" -ne 0 ]; then failed=$code; fi
      if [ -n "$stopped" ]; then exit 143; fi
    done
    exit "$failed"

    """
  }

  // MARK: -

  private var options: [String] {
    var options = [
      "--job-name=\(submission.name)",
      "--array=\(submission.tasks.keys.sorted().map(String.init).joined(separator: ","))"
        + (jobCount.map { "%\($0)" } ?? ""),
      "--output=/dev/null", "--ntasks=1", "--cpus-per-task=\(settings.coreCount)",
      // A minute before the time limit, and to the script alone, which passes it on.
      "--signal=B:TERM@60",
    ]
    if let partition = settings.partition { options.append("--partition=\(partition)") }
    if let time = settings.time { options.append("--time=\(time)") }
    if let memory = settings.memoryGigabytes { options.append("--mem=\(Int((memory * 1024).rounded(.up)))M") }
    return options + settings.options
  }

  /// Settings of each run, none of which changes a result.
  private var overrides: [String] {
    ["runtime.threads=\(settings.coreCount)"]
      + (settings.memoryGigabytes.map { ["runtime.memory=\($0 * 0.75)"] } ?? [])
  }

  private var cases: [String] {
    submission.tasks.sorted { $0.key < $1.key }.map { task, numbers in
      "  \(task)) members=(\(numbers.compactMap { members[$0]?.title }.joined(separator: " "))) ;;"
    }
  }
}
