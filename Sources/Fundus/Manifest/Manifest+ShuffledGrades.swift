import Workbench

extension Manifest {
  /// The manifest with its grades permuted over patients: a negative control in which pictures and grades are
  /// unrelated.
  ///
  /// The grades of both eyes of a patient move together, so that pairs stay as similar as they were. They move only
  /// among patients of the same split with the same number of pictures, so that every split keeps its grades. Unknown
  /// grades move too.
  public func shufflingGrades(seed: UInt64) -> Manifest {
    struct Group: Hashable, Comparable {
      let split: String
      let count: Int
      static func < (one: Group, other: Group) -> Bool {
        (one.split, one.count) < (other.split, other.count)
      }
    }
    var entries = entries
    let patients = Dictionary(grouping: entries.indices, by: { entries[$0].patient })
      .mapValues { $0.sorted() }
    let names = patients.keys.sorted(by: Self.isBefore)
    let groups = Dictionary(grouping: names) { name in
      let indices = patients[name] ?? []
      return Group(split: indices.first.map { entries[$0].split.rawValue } ?? "", count: indices.count)
    }
    let grades = entries.map(\.grade)
    for (number, group) in groups.keys.sorted().enumerated() {
      let members = groups[group] ?? []
      var stream = RandomStream(seed: seed, purpose: "shuffled grades", items: number)
      for (place, source) in stream.permutation(count: members.count).enumerated() {
        for (to, from) in zip(patients[members[place]] ?? [], patients[members[source]] ?? []) {
          entries[to].grade = grades[from]
        }
      }
    }
    return with(entries: entries)
  }
}
