internal import CHDF5
import Foundation
import Workbench

/// The data sets of other files of which a virtual data set is composed.
struct VirtualSources {
  /// One of them: where it is, and which rows it gives.
  private struct Source {
    let file: String
    let path: String
    /// Whether the file or the data set has a number in its name, `%b`.
    let isPattern: Bool
    /// The rows; nil if they grow with the source.
    let rows: Range<Int>?
    let elementCount: Int
    /// Whether all of the source is taken, however large it is.
    let takesAll: Bool
    /// For each axis of the source, the end of what is taken from it; empty if that grows with the source.
    let ends: [Int]
  }

  private let dataset: HDF5Dataset
  private let axis: Int
  private let depth: Int
  private let sources: [Source]

  init(
    of dataset: HDF5Dataset, _ creation: HDF5Handle, along axis: Int, depth: Int
  ) throws(FeatureStoreError) {
    var sources: [Source] = []
    try HDF5Library.call(.unreadable, at: dataset.place, "cannot read the sources of \(dataset.path)") {
      () -> herr_t in
      var count = 0
      guard H5Pget_virtual_count(creation.id, &count) >= 0 else { return -1 }
      for index in 0..<count {
        guard let file = Self.text({ H5Pget_virtual_filename(creation.id, index, $0, $1) }),
          let path = Self.text({ H5Pget_virtual_dsetname(creation.id, index, $0, $1) })
        else { return -1 }
        let target = HDF5Handle(H5Pget_virtual_vspace(creation.id, index), closedBy: H5Sclose)
        let source = HDF5Handle(H5Pget_virtual_srcspace(creation.id, index), closedBy: H5Sclose)
        let bounds = Self.bounds(target)
        sources.append(
          Source(
            file: Self.literal(file), path: Self.literal(path),
            isPattern: Self.isPattern(file) || Self.isPattern(path),
            rows: bounds.indices.contains(axis) ? bounds[axis].clamped(to: 0..<dataset.shape[axis]) : nil,
            elementCount: max(0, Int(H5Sget_select_npoints(target.id))),
            takesAll: H5Sget_select_type(source.id) == H5S_SEL_ALL,
            ends: Self.bounds(source).map(\.upperBound)))
      }
      return 0
    }
    (self.dataset, self.axis, self.depth, self.sources) = (dataset, axis, depth, sources)
  }

  /// Throws if a source is gone, lacks what is taken from it, or if no source gives some rows.
  ///
  /// A source whose name has a number in it (`%b`) ends the data set where it is gone, so it leaves no rows empty.
  func check() throws(FeatureStoreError) {
    guard depth < Self.greatestDepth else {
      throw FeatureStoreError(
        .malformed, at: dataset.place,
        "\(dataset.path) refers to other virtual data sets more than \(Self.greatestDepth) deep, perhaps to itself"
      )
    }
    let fixed = sources.filter { !$0.isPattern }
    for mappings in Self.grouped(fixed) { try check(mappings) }
    guard fixed.count == sources.count, fixed.allSatisfy({ $0.rows != nil }) else { return }
    var (gaps, next) = ([Range<Int>](), 0)
    for rows in fixed.compactMap(\.rows).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if rows.lowerBound > next { gaps.append(next..<rows.lowerBound) }
      next = max(next, rows.upperBound)
    }
    if next < dataset.shape[axis] { gaps.append(next..<dataset.shape[axis]) }
    if !gaps.isEmpty { throw dataset.unwritten(gaps) }
    let (given, wanted) = (
      fixed.reduce(0) { min($0, Int.max / 2) + min($1.elementCount, Int.max / 2) }, dataset.shape.reduce(1, *)
    )
    guard given >= wanted else {
      throw FeatureStoreError(
        .malformed, at: dataset.place,
        "\(dataset.path) has sources for only \(given) of its \(wanted) numbers",
        remedy: HDF5Dataset.unwrittenRemedy)
    }
  }

  /// What to say if a source is compressed by a filter that the library lacks; nil if none is.
  var missingFilter: FeatureStoreError? {
    guard depth < Self.greatestDepth else { return nil }
    for mappings in Self.grouped(sources.filter({ !$0.isPattern })) {
      // Sources were opened before values are read, so one that cannot be opened is no reason here.
      guard let url = url(of: mappings[0]), let file = try? HDF5File.open(url),
        let found = try? file.dataset(DatasetPath.absolute(mappings[0].path)),
        let missing = found.missingFilter(depth: depth + 1)
      else { continue }
      return missing
    }
    return nil
  }

  /// Whether a stored name is a pattern: it has a percent sign that is not doubled.
  static func isPattern(_ name: String) -> Bool { name.replacing("%%", with: "").contains("%") }

  /// The name that a stored name stands for where it is no pattern: a percent sign is stored as two.
  static func literal(_ name: String) -> String { name.replacing("%%", with: "%") }

  // MARK: -

  /// Virtual data sets that may refer to each other in a row.
  private static let greatestDepth = 8

  /// The mappings to each data set of each file, in the order in which these come first. h5py writes a mapping for each row.
  private static func grouped(_ sources: [Source]) -> [[Source]] {
    var places: [[String]: Int] = [:]
    var groups: [[Source]] = []
    for source in sources {
      let place = places[[source.file, source.path], default: groups.count]
      if place == groups.count {
        places[[source.file, source.path]] = place
        groups.append([])
      }
      groups[place].append(source)
    }
    return groups
  }

  /// Checks the mappings to one data set.
  private func check(_ mappings: [Source]) throws(FeatureStoreError) {
    let (name, path) = (mappings[0].file, mappings[0].path)
    guard let url = url(of: mappings[0]) else {
      throw FeatureStoreError(
        .malformed, at: dataset.place,
        "\(dataset.path) takes \(rows(of: mappings)) from another file, \(name), which does not exist",
        remedy: "Copy that file into the same folder.")
    }
    let file = try HDF5File.open(url)
    guard let found = try file.dataset(DatasetPath.absolute(path)) else {
      throw FeatureStoreError(
        .malformed, at: dataset.place,
        "\(dataset.path) takes \(rows(of: mappings)) from \(path) of the file \(name), which has no such data set",
        remedy: "Copy the right file into the same folder.")
    }
    let lacking = mappings.filter { source in
      let isWhole =
        source.takesAll
        ? found.shape.reduce(1, *) >= source.elementCount
        : zip(found.shape, source.ends).allSatisfy { $0 >= $1 }
      return !isWhole && source.rows != nil
    }
    guard lacking.isEmpty else {
      throw FeatureStoreError(
        .malformed, at: dataset.place,
        "\(dataset.path) takes \(rows(of: lacking)) from \(path) of the file \(name), whose shape is only "
          + "\(found.shape)", remedy: HDF5Dataset.unwrittenRemedy)
    }
    try found.checkWritten(depth: depth + 1)
  }

  /// The rows that some mappings give, for a sentence.
  private func rows(of mappings: [Source]) -> String {
    let all = mappings.map { $0.rows ?? 0..<dataset.shape[axis] }
    return RowList(all.sorted { $0.lowerBound < $1.lowerBound }).text
  }

  /// Where the library finds a source; nil if it is nowhere.
  private func url(of source: Source) -> URL? {
    let prefix = ProcessInfo.processInfo.environment["HDF5_VDS_PREFIX"]
    return Self.places(of: source.file, beside: dataset.place, prefix: prefix).first {
      FileKind(of: $0) == .file
    }
  }

  /// Where the library looks for a source, in this order.
  ///
  /// Source: libhdf5 1.10.8, `H5F_prefix_open_file`, `H5D__build_file_prefix`.
  ///
  /// - Parameters:
  ///   - name: the name of the file as it is stored.
  ///   - place: the path of the file with the virtual data set.
  ///   - prefix: HDF5_VDS_PREFIX: folders with colons between them, or one that begins with `${ORIGIN}`, which is the
  ///     folder of that file.
  static func places(of name: String, beside place: String, prefix: String?) -> [URL] {
    let own = URL(fileURLWithPath: place)
    if name == "." { return [own] }
    let isAbsolute = name.hasPrefix("/")
    // Of an absolute name that is gone only the last part is looked for.
    let short = isAbsolute ? URL(fileURLWithPath: name).lastPathComponent : name
    var folders: [URL] = []
    if let prefix, !prefix.isEmpty {
      folders =
        prefix.hasPrefix("${ORIGIN}")
        ? [RawFiles.folder(of: place, prefix: prefix)]
        : prefix.split(separator: ":").map { URL(fileURLWithPath: String($0), isDirectory: true) }
    }
    folders.append(own.deletingLastPathComponent())
    let rest = [
      URL(fileURLWithPath: short),
      own.resolvingSymlinksInPath().deletingLastPathComponent().appendingPathComponent(short),
    ]
    return (isAbsolute ? [URL(fileURLWithPath: name)] : [])
      + folders.map { $0.appendingPathComponent(short) } + rest
  }

  /// The box around a selection, axis by axis; empty if it grows without an end.
  private static func bounds(_ space: HDF5Handle) -> [Range<Int>] {
    let rank = Int(H5Sget_simple_extent_ndims(space.id))
    guard rank > 0 else { return [] }
    var first = [hsize_t](repeating: 0, count: rank)
    var last = first
    guard H5Sget_select_bounds(space.id, &first, &last) >= 0 else { return [] }
    return zip(first, last).map { first, last in
      let first = min(Int(clamping: first), Int.max - 1)
      return first..<max(first, min(Int(clamping: last), Int.max - 1) + 1)
    }
  }

  private static func text(_ read: (UnsafeMutablePointer<CChar>?, Int) -> Int) -> String? {
    let length = read(nil, 0)
    guard (0..<65_536).contains(length) else { return nil }
    var name = [CChar](repeating: 0, count: length + 1)
    guard read(&name, name.count) >= 0 else { return nil }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
