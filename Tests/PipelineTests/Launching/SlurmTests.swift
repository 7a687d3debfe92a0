import Foundation
import Runs
import Settings
import Testing
import TestSupport
import Workbench

@testable import Pipeline

@Suite struct SlurmTests {
  @Test func `squeue's lines are jobs, in the states that Slurm has words for`() {
    let jobs = SlurmQueue.jobs(
      in:
        "7_1|RUNNING|None|zoomin-a-1\n7_2|PENDING|JobArrayTaskLimit|zoomin-a-1\n5|COMPLETED|None|other|name\nbroken\n"
    )
    #expect(jobs.map(\.id) == ["7_1", "7_2", "5"])
    #expect(jobs.map(\.task) == [1, 2, nil] && jobs.map(\.array) == ["7", "7", "5"])
    #expect(jobs.map(\.isActive) == [true, true, false] && jobs.map(\.isWaiting) == [false, true, false])
    #expect(jobs[2].name == "other|name")
  }

  @Test func `a member is what the last of its submissions is, even if that was never written down`() {
    let submissions = [
      SlurmSubmissions.Submission(number: 1, name: "a-1", job: "7", tasks: [1: [1, 4], 2: [2], 3: [3]]),
      SlurmSubmissions.Submission(number: 2, name: "a-2", tasks: [3: [3]]),
      SlurmSubmissions.Submission(number: 3, name: "a-3", tasks: [5: [5]]),
    ]
    let jobs = SlurmQueue.jobs(
      in:
        "7_1|RUNNING|None|a-1\n7_2|CANCELLED|None|a-1\n7_3|TIMEOUT|TimeLimit|a-1\n9_3|PENDING|Priority|a-2\n")
    let found = SlurmLauncher.activities(of: submissions, jobs: jobs)
    #expect(found[1] == .running(job: "7_1") && found[4] == .running(job: "7_1"))
    #expect(found[2] == .ended("Slurm's job 7_2 has ended: cancelled."))
    #expect(found[3] == .queued(job: "9_3"))
    #expect(found[5] == .ended("It was not submitted."))
    #expect(
      SlurmLauncher.activities(of: [submissions[0]], jobs: [])[3] == .ended("Slurm's job 7_3 has ended."),
      "Slurm forgets jobs after some minutes")
  }

  /// A script for two runs, the first with two members.
  private func script(_ folder: TemporaryFolder, program: String) throws -> (
    script: URL, members: [SweepMember]
  ) {
    let members = (1...3).map {
      SweepMember(
        number: $0, name: nil, settings: [], request: "r\($0)", key: "\($0)aaaaaaaaaaaaaaa", sha256: "",
        experiment: "e", run: $0 == 3 ? "b" : "a")
    }
    var settings = SlurmSettings()
    (settings.partition, settings.time, settings.memoryGigabytes, settings.coreCount) = (
      "eyes", "12:00:00", 1.5, 4
    )
    settings.options = ["--account=retina"]
    let script = SlurmScript(
      submission: SlurmSubmissions.Submission(number: 2, name: "zoomin-s-2", tasks: [1: [1, 2], 3: [3]]),
      members: Dictionary(uniqueKeysWithValues: members.map { ($0.number, $0) }),
      sweep: SweepDirectory(folder["it's a sweep"]), program: folder[program], workingFolder: folder.url.path,
      jobCount: 2, settings: settings)
    try folder.write(script.text, "script.sh")
    try AtomicFile.createFolder(folder["it's a sweep/members"])
    return (folder["script.sh"], members)
  }

  private func start(_ script: URL, task: Int) throws -> Process {
    let process = Process()
    // Threads of tests may have signals blocked, which a child inherits; Slurm starts scripts without.
    process.executableURL = URL(filePath: "/usr/bin/perl")
    process.arguments = [
      "-MPOSIX", "-e", "sigprocmask(SIG_UNBLOCK, POSIX::SigSet->new(SIGTERM, SIGINT)); exec @ARGV",
      "/bin/bash",
      script.path,
    ]
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["SLURM_ARRAY_TASK_ID": "\(task)", "SLURM_JOB_ID": "99"]) { $1 }
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  @Test func `the script asks for what the sweep says, and a task runs the members of one run in order`()
    throws
  {
    let folder = try TemporaryFolder()
    let (script, members) = try script(folder, program: "program.sh")
    let text = try String(contentsOf: script, encoding: .utf8)
    for line in [
      "--job-name=zoomin-s-2", "--array=1,3%2", "--cpus-per-task=4", "--partition=eyes", "--time=12:00:00",
      "--mem=1536M", "--account=retina", "--signal=B:TERM@60",
    ] {
      #expect(text.contains("\n#SBATCH \(line)\n"), "\(line)")
    }
    #expect(text.contains("\noverrides=(runtime.threads=4 runtime.memory=1.125)\n"))
    try folder.write(
      "#!/bin/bash\necho \"$@\"\n[ \"${2%/*}/001-1aaaaaaaaaaa.yaml\" != \"$2\" ] || exit 65\n", "program.sh")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder["program.sh"].path)
    let process = try start(script, task: 1)
    try process.waitForEnd(atMost: 60)
    #expect(process.terminationStatus == 65, "a task ends with the code of a member that failed")
    let sweep = SweepDirectory(folder["it's a sweep"])
    #expect(try members.map { try MemberEnding.readIfPresent(of: $0, in: sweep)?.code } == [65, 0, nil])
    let log = try String(contentsOf: sweep.log(of: members[1]), encoding: .utf8)
    #expect(log == "run \(sweep.experiment(of: members[1]).path) runtime.threads=4 runtime.memory=1.125\n")
    let unknown = try start(script, task: 2)
    try unknown.waitForEnd(atMost: 60)
    #expect(unknown.terminationStatus == 64)
  }

  @Test func `a signal to the script reaches the run, which saves its work before the script ends`() throws {
    let folder = try TemporaryFolder()
    let (script, members) = try script(folder, program: "program.sh")
    try folder.write(
      """
      #!/bin/bash
      trap 'sleep 0.3; echo saved; exit 143' TERM
      echo begun
      while true; do sleep 0.05; done
      """, "program.sh")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder["program.sh"].path)
    let sweep = SweepDirectory(folder["it's a sweep"])
    let process = try start(script, task: 1)
    let log = sweep.log(of: members[0])
    try process.wait(atMost: 60) { FileManager.default.contents(atPath: log.path)?.isEmpty == false }
    kill(process.processIdentifier, SIGTERM)
    try process.waitForEnd(atMost: 60)
    #expect(process.terminationStatus == 143)
    #expect(try String(contentsOf: log, encoding: .utf8) == "begun\nsaved\n")
    let endings = try members.map { try MemberEnding.readIfPresent(of: $0, in: sweep) }
    #expect(endings.map(\.?.code) == [143, nil, nil], "the next member of the task does not begin")
    #expect(endings[0]?.isInterruption == true)
  }

  @Test func `keys of Slurm are read as strictly as those of an experiment`() throws {
    let folder = try TemporaryFolder()
    try folder.write("experiment:\n  name: small\n", "small.yaml")
    func read(_ slurm: String) throws -> Sweep {
      try SweepReader.read(
        "experiment: small.yaml\nlauncher: slurm\njobs: 4\nslurm:\n\(slurm)sweep:\n  experiment:\n    seed: [1, 2]\n",
        place: folder["s.yaml"].path)
    }
    let launch = try read(
      "  partition: eyes\n  time: \"1-00:00:00\"\n  memory: 16\n  cpus_per_task: 4\n  options: [\"--account=retina\"]\n"
    ).launch
    #expect(launch.place == .slurm && launch.jobCount == 4)
    #expect(
      launch.slurm.partition == "eyes" && launch.slurm.time == "1-00:00:00" && launch.slurm.coreCount == 4)
    #expect(launch.slurm.memoryGigabytes == 16 && launch.slurm.options == ["--account=retina"])
    func message(_ slurm: String) -> String? {
      do {
        _ = try read(slurm)
        return nil
      } catch {
        return (error as? SettingsError)?.message.replacing(folder.url.path + "/", with: "")
      }
    }
    #expect(
      message("  partitoin: eyes\n")
        == "s.yaml, line 5, column 3: there is no key slurm.partitoin. Did you mean slurm.partition?")
    #expect(
      message("  cpus_per_task: 0\n")
        == "s.yaml, line 5, column 3: slurm.cpus_per_task is \"0\", but must be a whole number from 1 to 512."
    )
    #expect(
      message("  options: [-A retina]\n")
        == "s.yaml, line 5, column 3: slurm.options is [-A retina], but must be a list of options of sbatch, each beginning with --."
    )
  }
}
