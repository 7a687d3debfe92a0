import Runs

/// Finds out what a member is doing, from what its run and its launcher left on the disk.
struct MemberInspector {
  let sweep: SweepDirectory
  let outputs: OutputsDirectory

  /// The report of a member.
  ///
  /// - Parameters:
  ///   - paths: the swept keys of the table.
  ///   - activity: what a batch system says of it.
  /// - Throws: `RunsError` if a record cannot be read.
  func report(
    of member: SweepMember, paths: [String], activity: MemberActivity?
  ) throws(RunsError) -> MemberReport {
    let result = try MemberResult.readIfPresent(of: member, in: sweep, outputs: outputs)
    let (state, reason) =
      result == nil ? try unfinished(member, activity) : (MemberReport.State.done, nil)
    return MemberReport(
      member: member.number, name: member.name, values: paths.map { member.value(of: $0) ?? "" },
      state: state, run: result?.run ?? "\(member.experiment)/\(member.run)", figures: result?.figures ?? [:],
      reason: reason)
  }

  // MARK: -

  private func unfinished(
    _ member: SweepMember, _ activity: MemberActivity?
  ) throws(RunsError) -> (MemberReport.State, String?) {
    let run = outputs.run(member.run, ofExperiment: member.experiment)
    let log = MemberLog(of: member, in: sweep)
    let status = try RunStatus.current(of: run)
    switch activity {
    case .queued(let job)?: return (.queued, "It waits in Slurm as job \(job).")
    case .running(let job)?:
      return (.running, "Slurm's job \(job)" + (status?.stage.map { ", in \($0)." } ?? "."))
    case .ended?, nil: break
    }
    if log.isHeld { return (.running, status?.stage.map { "In \($0)." }) }
    if let ending = try MemberEnding.readIfPresent(of: member, in: sweep) {
      if ending.isInterruption {
        return (.interrupted, status?.message ?? "Its process was asked to end.")
      }
      if ending.isSuccess {
        return (.interrupted, "It was done, but its run or its result is no longer there.")
      }
      return (.failed, try log.lastSentence() ?? ending.text)
    }
    if status?.state == .queued, status?.job == nil { return (.queued, nil) }
    if case .ended(let reason)? = activity { return (.interrupted, reason) }
    if RunLock.isHeld(of: run) { return (.running, status?.stage.map { "In \($0)." }) }
    guard log.exists else { return (.waiting, nil) }
    if status?.state != .interrupted, let sentence = try log.lastSentence() { return (.failed, sentence) }
    return (
      .interrupted, status?.state == .interrupted ? status?.message : "Its process ended without a message."
    )
  }
}
