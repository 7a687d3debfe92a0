import Foundation
import Workbench

/// The pictures of a data set in canonical order, with their labels and lesion boxes.
///
/// The order is that of the ids, so that it depends neither on the order of a table's rows nor on the file
/// system. Every array elsewhere that is "per image" follows it.
public struct Manifest: Sendable, Hashable {
  /// The folder that the paths of the entries are relative to. It is in no key, so it may be moved.
  public var root: URL
  /// The pictures, ascending by id.
  public let entries: [ManifestEntry]
  /// Lesions and anatomy marked on the pictures, in source pixels; ascending by picture, otherwise as read.
  public let lesions: [LesionBox]
  /// Rows of the tables that were left out because their picture does not exist or is no file.
  public var missing: [MissingPicture] = []
  /// Pictures in the data set's folders that no table lists and that were left out, as paths relative to the root.
  public var unlisted: [String] = []
  /// Pictures in the data set's folders, those of masks too, in formats that are not read, as paths relative to the root.
  public var unread: [String] = []
  /// The ids of pictures that were left out because a file says so (`data.exclude`).
  public var excluded: [String] = []
  /// How many pictures of which format are not read, as in `3 .bmp, 1 .gif`; empty if there are none.
  public var unreadCounts: String { PictureIndex.counts(of: unread) }

  /// A manifest of the given pictures, put into canonical order.
  ///
  /// - Precondition: ids are unique. Readers of files check that and report an error.
  public init(root: URL, entries: [ManifestEntry], lesions: [LesionBox] = []) {
    self.root = root
    self.entries = entries.sorted { Self.isBefore($0.id, $1.id) }
    for (entry, next) in zip(self.entries, self.entries.dropFirst()) {
      precondition(entry.id != next.id, "two pictures have the id \(entry.id)")
    }
    self.lesions = lesions.enumerated().sorted { left, right in
      left.element.image == right.element.image
        ? left.offset < right.offset : Self.isBefore(left.element.image, right.element.image)
    }.map(\.element)
  }

  /// The location of a picture.
  public func url(of entry: ManifestEntry) -> URL { root.appendingPathComponent(entry.path) }

  /// The indices of the pictures of a split, ascending.
  public func indices(in splits: Split...) -> [Int] {
    entries.indices.filter { splits.contains(entries[$0].split) }
  }

  /// For every picture the index of the picture of the same patient's other eye; nil if there is none.
  ///
  /// Where a patient has several pictures of an eye, the k-th of the left is paired with the k-th of the right; the
  /// remaining ones have no fellow.
  public var fellows: [Int?] {
    var fellows = [Int?](repeating: nil, count: entries.count)
    let patients = Dictionary(grouping: entries.indices, by: { entries[$0].patient })
    for indices in patients.values {
      let ascending = indices.sorted()
      let left = ascending.filter { entries[$0].eye == .left }
      let right = ascending.filter { entries[$0].eye == .right }
      for (one, other) in zip(left, right) {
        fellows[one] = other
        fellows[other] = one
      }
    }
    return fellows
  }

  /// The lesion boxes of every picture, by index of the picture.
  public var lesionsByImage: [[LesionBox]] {
    let grouped = Dictionary(grouping: lesions, by: \.image)
    return entries.map { grouped[$0.id] ?? [] }
  }

  /// The given splits that contain a picture with a marked lesion, in the same order. Anatomy does not count.
  public func splitsWithLesions(among splits: [Split]) -> [Split] {
    let marked = Set(lesions.lazy.filter(\.type.isLesion).map(\.image))
    let found = Set(entries.lazy.filter { marked.contains($0.id) }.map(\.split))
    return splits.filter(found.contains)
  }

  /// The same pictures with other splits.
  public func with(entries: [ManifestEntry]) -> Manifest { copy(entries: entries, lesions: lesions) }

  /// The same pictures with other lesion boxes.
  public func with(lesions: [LesionBox]) -> Manifest { copy(entries: entries, lesions: lesions) }

  // MARK: -

  /// What was left out is the same in every copy.
  private func copy(entries: [ManifestEntry], lesions: [LesionBox]) -> Manifest {
    var manifest = Manifest(root: root, entries: entries, lesions: lesions)
    manifest.missing = missing
    manifest.unlisted = unlisted
    manifest.unread = unread
    manifest.excluded = excluded
    return manifest
  }

  /// The ids of listed pictures that are not entries; lesions on them are ignored.
  var passedIDs: Set<String> {
    Set(missing.map { PictureIndex.stem(of: $0.name) }).union(excluded)
  }

  /// Compares by bytes, independently of the locale.
  static func isBefore(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }
}
