internal import GRDB
import Workbench

/// What a merge of two stores did.
public struct LabelMerge: Hashable, Sendable {
  /// Entries of the other store that were added.
  public let addedCount: Int
  /// Entries of the other store that were there already.
  public let knownCount: Int
}

extension LabelStore {
  /// Adds every entry of another store's log, all or none: labels, verdicts and undos, with their authors and times.
  ///
  /// An entry is there already if this store has one of the same content, author and time. Of several such entries in
  /// the other store, the first is the first here, the second the second, and so on; an undo has the same content if
  /// it undoes the same entry. So a second merge adds nothing, and two stores that are merged in both directions
  /// have the same entries, though not under the same numbers.
  ///
  /// Two readers may have undone one entry, each in a store of their own. Both undos are kept, and the entry counts
  /// again only when both are undone.
  ///
  /// - Parameter other: is only read, all of it in one state.
  /// - Throws: `LabelsError`: `.refused` if both stores are one file, `.malformed` for an entry of the other store that is
  ///   not valid; otherwise as `append`.
  /// - Complexity: O(a + b) time for logs of a and b entries, O(a + d) memory for d different entries of the other.
  public func merge(_ other: LabelStore) throws(LabelsError) -> LabelMerge {
    guard other.url.resolvingSymlinksInPath().path != url.resolvingSymlinksInPath().path else {
      throw LabelsError(
        .refused, at: url.path, "cannot be merged into itself",
        remedy: "Name another store, or the one to add to as judge.labels=FILE.")
    }
    return try reporting {
      try self.queue.write { database in
        let known = try self.numbers(in: database)
        // Errors of the other store are about its own file.
        return try other.reporting {
          try other.queue.read { try self.add(logOf: other, in: $0, to: database, known: known) }
        }
      }
    }
  }

  // MARK: -

  /// The numbers of this store's entries by what they say, ascending.
  private func numbers(in database: Database) throws -> [NewEntry: [Int64]] {
    var numbers: [NewEntry: [Int64]] = [:]
    let log = try Row.fetchCursor(database, sql: self.selection + " ORDER BY entry.id")
    while let row = try log.next() {
      let entry = try Self.entry(of: row, place: url.path)
      numbers[NewEntry(entry.content, author: entry.author, time: entry.time), default: []].append(entry.id)
    }
    return numbers
  }

  private func add(
    logOf other: LabelStore, in source: Database, to database: Database, known: [NewEntry: [Int64]]
  ) throws -> LabelMerge {
    let place = other.url.path
    func fault(_ entry: LogEntry, _ reason: String) -> LabelsError {
      LabelsError(
        .malformed, at: place, "its entry \(entry.id) \(reason)",
        remedy: "Merge an undamaged copy of the store.")
    }
    var seenCount: [NewEntry: Int] = [:]
    var numberHere: [Int64: Int64] = [:]
    var addedCount = 0
    let log = try Row.fetchCursor(source, sql: other.selection + " ORDER BY entry.id")
    while let row = try log.next() {
      let entry = try Self.entry(of: row, place: place)
      var content = entry.content
      if case .undo(let target) = content {
        guard let here = numberHere[target] else {
          throw fault(entry, "undoes entry \(target), which does not come before it")
        }
        content = .undo(here)
      }
      let new = NewEntry(content, author: entry.author, time: entry.time)
      if let reason = new.fault { throw fault(entry, "is not valid: \(reason)") }
      let occurrence = seenCount[new, default: 0]
      seenCount[new] = occurrence + 1
      if let numbers = known[new], occurrence < numbers.count {
        numberHere[entry.id] = numbers[occurrence]
      } else {
        numberHere[entry.id] = try reporting { try Self.insert(new, into: database) }
        addedCount += 1
      }
    }
    return LabelMerge(addedCount: addedCount, knownCount: numberHere.count - addedCount)
  }
}
