import Foundation
import Runs
import Workbench

/// Runs members as a job array of Slurm. Nothing of this process has to stay: the same command later tells from Slurm's
/// queue and from the runs themselves what became of every member, and submits what is missing.
struct SlurmLauncher: Launcher {
  let sweep: SweepDirectory
  let outputs: OutputsDirectory
  let name: String
  let program: URL
  /// How many tasks run at the same time; nil: as many as Slurm starts.
  let jobCount: Int?
  let settings: SlurmSettings
  let waits: Bool

  /// Seconds between two looks at the queue.
  static let pollSeconds = 3.0

  var threadCount: Int { settings.coreCount }

  func activities() throws -> [Int: MemberActivity] {
    let submissions = try SlurmSubmissions.read(from: sweep).submissions
    return submissions.isEmpty ? [:] : Self.activities(of: submissions, jobs: try SlurmQueue().jobs())
  }

  func launch(_ groups: [[SweepMember]], _ listener: @escaping (LaunchEvent) -> Void) throws {
    var submissions = try SlurmSubmissions.read(from: sweep)
    let jobs = try SlurmQueue().jobs()
    try recover(&submissions, jobs)
    let active = Self.activities(of: submissions.submissions, jobs: jobs).filter { $0.value.isActive }
    let missing = groups.map { group in group.filter { active[$0.number] == nil } }.filter { !$0.isEmpty }
    if !missing.isEmpty { try submit(missing, &submissions, listener) }
    guard waits else { return }
    try wait(for: groups.flatMap { $0 }, submissions, listener)
  }

  /// What Slurm does with each member, by the last submission that it was part of.
  static func activities(
    of submissions: [SlurmSubmissions.Submission], jobs: [SlurmQueue.Job]
  ) -> [Int: MemberActivity] {
    var found: [Int: MemberActivity] = [:]
    for submission in submissions {
      let array = submission.job ?? jobs.first { $0.name == submission.name }?.array
      for (task, members) in submission.tasks {
        let job = jobs.first { $0.array == array && $0.task == task }
        let activity = activity(of: job, array: array, task: task)
        for member in members { found[member] = activity }
      }
    }
    return found
  }

  // MARK: -

  private static func activity(of job: SlurmQueue.Job?, array: String?, task: Int) -> MemberActivity {
    guard let array else { return .ended("It was not submitted.") }
    guard let job else { return .ended("Slurm's job \(array)_\(task) has ended.") }
    if job.isWaiting { return .queued(job: job.id) }
    if job.isActive { return .running(job: job.id) }
    let reason = job.reason == "None" ? "" : " (\(job.reason))"
    return .ended("Slurm's job \(job.id) has ended: \(job.state.lowercased())\(reason).")
  }

  /// Looks for submissions whose process was killed before it could write down their numbers.
  private func recover(_ submissions: inout SlurmSubmissions, _ jobs: [SlurmQueue.Job]) throws {
    var isChanged = false
    for index in submissions.submissions.indices where submissions.submissions[index].job == nil {
      guard let job = jobs.first(where: { $0.name == submissions.submissions[index].name }) else { continue }
      submissions.submissions[index].job = job.array
      isChanged = true
    }
    if isChanged { try submissions.write(to: sweep) }
  }

  private func submit(
    _ groups: [[SweepMember]], _ submissions: inout SlurmSubmissions, _ listener: (LaunchEvent) -> Void
  ) throws {
    let number = (submissions.submissions.map(\.number).max() ?? 0) + 1
    let folder = ContentHash.hexadecimal(of: sweep.url.path).prefix(8)
    var submission = SlurmSubmissions.Submission(
      number: number, name: "zoomin-\(name)-\(folder)-\(number)",
      tasks: Dictionary(uniqueKeysWithValues: groups.map { ($0[0].number, $0.map(\.number)) }))
    let members = Dictionary(uniqueKeysWithValues: groups.joined().map { ($0.number, $0) })
    let script = sweep.script(ofSubmission: number)
    try AtomicFile.write(
      SlurmScript(
        submission: submission, members: members, sweep: sweep, program: program,
        workingFolder: FileManager.default.currentDirectoryPath, jobCount: jobCount, settings: settings
      ).text, to: script)
    submissions.submissions.append(submission)
    try submissions.write(to: sweep)
    for group in groups {
      for member in group { try MemberEnding.forget(of: member, in: sweep) }
      var status = RunStatus(.queued)
      status.job = submission.name
      try status.writeUnlessHeld(to: outputs.run(group[0].run, ofExperiment: group[0].experiment))
    }
    do {
      submission.job = try SlurmQueue().submit(script)
    } catch {
      // The user needs Slurm's own words, whatever else fails.
      submissions.submissions.removeLast()
      try? submissions.write(to: sweep)
      for group in groups {
        let run = outputs.run(group[0].run, ofExperiment: group[0].experiment)
        try? RunStatus.withdraw(run, "Slurm did not take its job.")
      }
      throw error
    }
    submissions.submissions[submissions.submissions.count - 1] = submission
    try submissions.write(to: sweep)
    listener(.note("\(Counted.text(members.count, "member")) submitted as job \(submission.job ?? "")"))
  }

  /// Waits until no task of the members is active.
  private func wait(
    for members: [SweepMember], _ submissions: SlurmSubmissions, _ listener: (LaunchEvent) -> Void
  ) throws {
    var open = members
    while !open.isEmpty {
      let activities = Self.activities(of: submissions.submissions, jobs: try SlurmQueue().jobs())
      for member in open where activities[member.number]?.isActive != true { listener(.ended(member)) }
      open.removeAll { activities[$0.number]?.isActive != true }
      if open.isEmpty { return }
      let end = Date.now.addingTimeInterval(Self.pollSeconds)
      while Date.now < end {
        guard !Interruption.isRequested else {
          throw WorkbenchError(
            .stopped, at: sweep.url.path, "was interrupted while members are in Slurm's queue",
            remedy: "They stay there; the same command waits again, and scancel cancels them.")
        }
        usleep(100_000)
      }
    }
  }
}
