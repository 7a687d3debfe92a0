import Foundation
import Runs
import Settings
import Workbench

/// Runs members as processes of this machine, some at a time, with the cores and the memory divided between them.
///
/// A process survives this one. Its run's lock and its log's tell a later start that it is still alive; it is then waited
/// for, and not started twice.
struct LocalLauncher: Launcher {
  let sweep: SweepDirectory
  let outputs: OutputsDirectory
  let program: URL
  /// How many members run at the same time.
  let jobCount: Int
  /// What all of them together may use.
  let budget: ResourceBudget
  let failsFast: Bool

  var threadCount: Int { max(1, budget.threadCount / jobCount) }

  func activities() -> [Int: MemberActivity] { [:] }

  func launch(_ groups: [[SweepMember]], _ listener: @escaping (LaunchEvent) -> Void) throws {
    var work = Work(launcher: self, groups: groups, listener: listener)
    // Ends only when the processes have ended, which have a grace period of their own.
    try Interruption.deferred { try work.perform() }
  }

  /// Settings of each process, none of which changes a result.
  var overrides: [String] {
    let gigabytes = Double(budget.memoryBytes) / Double(jobCount) / ResourceBudget.gigabyte
    return [
      "runtime.threads=\(threadCount)",
      "runtime.memory=\(String(format: "%.2f", locale: Locale(identifier: "en_US_POSIX"), max(0.01, gigabytes)))",
    ]
  }
}

extension LocalLauncher {
  /// The members that are done at the moment, and those that wait.
  private struct Work {
    /// A group that is being done: its members in order, the first one with a process of this launcher or of another one.
    struct Slot {
      var members: [SweepMember]
      var process: MemberProcess?
      /// How often the first member found its run locked.
      var lockedCount = 0
    }

    let launcher: LocalLauncher
    let listener: (LaunchEvent) -> Void
    var waiting: [[SweepMember]]
    var slots: [Slot] = []
    var hasFailed = false

    init(launcher: LocalLauncher, groups: [[SweepMember]], listener: @escaping (LaunchEvent) -> Void) {
      self.launcher = launcher
      self.listener = listener
      waiting = groups.filter { !$0.isEmpty }
    }

    /// Until every member has ended, or the work is to stop.
    mutating func perform() throws {
      for member in waiting.joined() { try queue(member) }
      do {
        while !waiting.isEmpty || !slots.isEmpty {
          if Interruption.isRequested || (hasFailed && launcher.failsFast) { return try stop() }
          while slots.count < launcher.jobCount, !waiting.isEmpty {
            var slot = Slot(members: waiting.removeFirst())
            try begin(&slot)
            slots.append(slot)
          }
          for index in slots.indices.reversed() {
            var slot = slots[index]
            try advance(&slot)
            if slot.members.isEmpty { slots.remove(at: index) } else { slots[index] = slot }
          }
          usleep(20_000)
        }
      } catch {
        // The processes save their work before the error is told.
        try? stop()
        throw error
      }
    }

    // MARK: -

    /// Records that a member waits, where it is seen by whoever lists runs.
    private func queue(_ member: SweepMember) throws {
      guard !MemberLog(of: member, in: launcher.sweep).isHeld else { return }
      try MemberEnding.forget(of: member, in: launcher.sweep)
      try RunStatus(.queued).writeUnlessHeld(to: run(of: member))
    }

    private func run(of member: SweepMember) -> RunDirectory {
      launcher.outputs.run(member.run, ofExperiment: member.experiment)
    }

    /// Starts the first member of a slot, unless a process that is not of this launcher works on it.
    private func begin(_ slot: inout Slot) throws {
      guard let member = slot.members.first else { return }
      slot.process =
        RunLock.isHeld(of: run(of: member))
        ? nil
        : try MemberProcess(
          member, in: launcher.sweep, program: launcher.program, overrides: launcher.overrides)
      listener(slot.process == nil ? .awaited(member) : .started(member))
    }

    private mutating func advance(_ slot: inout Slot) throws {
      guard let member = slot.members.first else { return }
      if let process = slot.process {
        guard let ending = try process.ending() else { return }
        slot.process = nil
        if ending.isLocked, slot.lockedCount < 10 {
          slot.lockedCount += 1
          listener(.awaited(member))
          return
        }
        try end(member, &slot)
      } else {
        guard !MemberLog(of: member, in: launcher.sweep).isHeld, !RunLock.isHeld(of: run(of: member)) else {
          return
        }
        if try MemberResult.readIfPresent(of: member, in: launcher.sweep, outputs: launcher.outputs) != nil {
          try end(member, &slot)
        } else {
          try begin(&slot)
        }
      }
    }

    private mutating func end(_ member: SweepMember, _ slot: inout Slot) throws {
      if try MemberResult.readIfPresent(of: member, in: launcher.sweep, outputs: launcher.outputs) == nil {
        hasFailed = true
        try recordFailure(of: member)
      }
      listener(.ended(member))
      slot.members.removeFirst()
      slot.lockedCount = 0
      try begin(&slot)
    }

    /// A process that failed before it opened its run leaves the run queued.
    private func recordFailure(of member: SweepMember) throws {
      let run = run(of: member)
      guard try RunStatus.readIfPresent(from: run)?.state == .queued else { return }
      let message = try MemberLog(of: member, in: launcher.sweep).lastSentence()
      try RunStatus(.failed, message: message).writeUnlessHeld(to: run)
    }

    /// Records that a member that was queued will not be started.
    private func withdraw(_ member: SweepMember) throws {
      try RunStatus.withdraw(run(of: member), "Its sweep ended before the run began.")
    }

    /// Lets every process save its work, and waits for them.
    private mutating func stop() throws {
      for slot in slots { slot.process?.stop() }
      for member in waiting.joined() { try withdraw(member) }
      for slot in slots { try slot.members.dropFirst().forEach(withdraw) }
      while !slots.isEmpty {
        for index in slots.indices.reversed() {
          guard let process = slots[index].process else {
            slots.remove(at: index)
            continue
          }
          guard try process.ending() != nil else { continue }
          listener(.ended(process.member))
          slots.remove(at: index)
        }
        usleep(20_000)
      }
      try Interruption.check(launcher.sweep.url.path)
    }
  }
}
