import Foundation
import Runs
import Settings
import Workbench

/// Writes down the members of a sweep of runs: each with its whole experiment, `auto` resolved, once.
///
/// A member that is written down stays as it is. If the sweep's file, or the experiment's, is edited later, new
/// combinations become new members with new numbers; members whose values are the same but whose other settings have
/// changed are told, and added only if that is asked for.
struct MemberFreezer {
  let sweep: Sweep
  let directory: SweepDirectory
  let identities: MemberIdentities
  let place: String
  let console: Console

  /// The members of a sweep.
  struct Outcome {
    /// All of them, by number.
    let members: [SweepMember]
    /// The numbers of those that the sweep's file asks for now.
    let asked: Set<Int>
  }

  /// The members, those of earlier starts first. Call it with the sweep's lock held.
  ///
  /// - Parameter addsChanged: whether combinations whose other settings have changed become new members.
  /// - Throws: `SettingsError` if two members are equal; errors of photographs and weights; `RunsError`,
  ///   `WorkbenchError`.
  func freeze(addsChanged: Bool) throws -> Outcome {
    var list = try SweepMemberList.readIfPresent(from: directory) ?? SweepMemberList()
    try list.members.forEach(check)
    var added: [SweepMember] = []
    var changed: [(old: SweepMember, new: Experiment)] = []
    var asked = Set<Int>()
    for member in try sweep.members(place: place) {
      let settings = Self.settings(of: member)
      let request = member.experiment.memberKey
      if let same = (list.members + added).first(where: { $0.request == request }) {
        guard !added.contains(same) else {
          throw SettingsError(
            .conflict(
              "has two members with the same settings: \(Self.text(of: settings)) and "
                + Self.text(of: same.settings), remedy: "Leave one of them out."), at: place)
        }
        asked.insert(same.number)
        continue
      }
      if let old = list.members.last(where: { $0.settings == settings }), !addsChanged {
        asked.insert(old.number)
        changed.append((old, member.experiment))
        continue
      }
      added.append(
        try frozen(member, settings, request: request, number: list.nextNumber + added.count))
    }
    let old = list.members
    list.append(added)
    if !added.isEmpty { try list.write(to: directory) }
    removeUnlisted(list)
    try tell(old: old, added: added, changed: changed, asked: asked)
    return Outcome(members: list.members, asked: asked.union(added.map(\.number)))
  }

  // MARK: -

  /// The swept keys as they are read, sorted.
  private static func settings(of member: Sweep.Member) -> [SweepMember.Setting] {
    member.assignments.map(\.path).sorted().compactMap { path in
      Experiment.schema[path].map {
        SweepMember.Setting(path: path, value: $0.key.value(in: member.experiment).text)
      }
    }
  }

  private static func text(of settings: [SweepMember.Setting]) -> String {
    settings.map { "\($0.path)=\($0.value)" }.joined(separator: " ")
  }

  private func frozen(
    _ member: Sweep.Member, _ settings: [SweepMember.Setting], request: String, number: Int
  ) throws -> SweepMember {
    let identity = try identities.identity(of: member.experiment)
    var experiment = member.experiment.resolved(identity)
    experiment.general.member = "\(sweep.name)/\(number)"
    let text =
      "# Member \(number) of the sweep \(sweep.name), as it was when it was added. Do not edit it: `zoomin sweep` checks\n"
      + "# that it is as it was. For other settings edit the sweep; the changed members are added to it.\n\n"
      + experiment.yaml
    let frozen = SweepMember(
      number: number, name: member.name, settings: settings, request: request, key: experiment.memberKey,
      sha256: ContentHash.hexadecimal(of: Data(text.utf8)), experiment: experiment.general.name,
      run: identity.id)
    try AtomicFile.write(text, to: directory.experiment(of: frozen))
    return frozen
  }

  /// Whether a member's file is as it was written.
  private func check(_ member: SweepMember) throws {
    let url = directory.experiment(of: member)
    guard let data = FileManager.default.contents(atPath: url.path) else {
      throw RunsError(
        .missing, at: url.path,
        remedy: "Restore the file, or give the sweep another name; its runs stay where they are.")
    }
    guard ContentHash.hexadecimal(of: data) == member.sha256 else {
      throw RunsError(
        .malformed("is not as it was when member \(member.number) was added"), at: url.path,
        remedy: "Restore it, or give the sweep another name; for other settings edit the sweep.")
    }
  }

  /// Removes files of members that an earlier start wrote before it was killed, and never listed.
  private func removeUnlisted(_ list: SweepMemberList) {
    let listed = Set(list.members.map { directory.experiment(of: $0).lastPathComponent })
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.members.path)) ?? []
    for name in names where name.hasSuffix(".yaml") && !name.hasPrefix(".") && !listed.contains(name) {
      // One that cannot be removed is never run.
      try? FileManager.default.removeItem(at: directory.members.appendingPathComponent(name))
    }
  }

  private func tell(
    old: [SweepMember], added: [SweepMember], changed: [(old: SweepMember, new: Experiment)], asked: Set<Int>
  ) throws {
    if !old.isEmpty, !added.isEmpty {
      console.note(
        "The sweep has changed: \(Self.were(added)) added to the \(old.count) that were there.")
    }
    if let first = changed.first {
      let frozen = try ExperimentReader.read(directory.experiment(of: first.old))
      var resolved: Set<String> = []
      if first.new.runtime.lanes == nil { resolved.insert("runtime.lanes") }
      if first.new.runtime.precision == .auto { resolved.insert("runtime.precision") }
      let keys = first.new.differences(from: frozen, except: resolved)
      let shown =
        keys.prefix(3).joined(separator: ", ") + (keys.count > 3 ? " and \(keys.count - 3) more" : "")
      console.warn(
        "The experiment has changed since \(Self.were(changed.map(\.old))) added (\(shown)). What was added stays as it "
          + "was. Give --add-changed to add members with the new settings, or give the sweep another name.")
    }
    let left = old.filter { !asked.contains($0.number) }
    if !left.isEmpty {
      console.note(
        "\(Self.were(left).firstUppercased) added before and the sweep's file no longer asks for them; they stay in the "
          + "sweep. Give --listed to start only what the file asks for.")
    }
  }

  /// `member 3 was`, `members 3, 4 and 7 were`, `20 members (1 to 20) were`.
  private static func were(_ members: [SweepMember]) -> String {
    let words = members.map { "\($0.number)" }
    guard words.count > 1, let first = words.first, let last = words.last else {
      return "member \(words.joined()) was"
    }
    if words.count > 8 { return "\(words.count) members (\(first) to \(last)) were" }
    return "members \(words.dropLast().joined(separator: ", ")) and \(last) were"
  }
}

extension String {
  fileprivate var firstUppercased: String { prefix(1).uppercased() + dropFirst() }
}
