internal import CHDF5
import Foundation

extension HDF5Dataset {
  /// Refuses rows that no file stores. The library would give the fill value, mostly 0, in their place without a word.
  ///
  /// Storage can be missing in four ways: nothing was written, chunks were left out, a file of raw numbers is gone or
  /// cut short, or a virtual data set refers to a file that is gone.
  ///
  /// - Parameters:
  ///   - axis: the axis that counts the rows.
  ///   - depth: how many virtual data sets lead here; they may refer to each other in circles.
  /// - Throws: `FeatureStoreError` with code `.malformed` that names the rows; that of a source that cannot be opened.
  /// - Complexity: O(chunks²) where chunks are missing, up to `listedChunks`; larger grids are only counted.
  func checkWritten(along axis: Int = 0, depth: Int = 0) throws(FeatureStoreError) {
    guard shape.indices.contains(axis), !shape.contains(0) else { return }
    let creation = HDF5Handle(
      try HDF5Library.call(.unreadable, at: place, "cannot read the layout of \(path)") {
        H5Dget_create_plist(handle.id)
      }, closedBy: H5Pclose)
    var layout = H5D_COMPACT
    HDF5Library.withoutErrors { layout = H5Pget_layout(creation.id) }
    switch layout {
    case H5D_VIRTUAL: try VirtualSources(of: self, creation, along: axis, depth: depth).check()
    case H5D_CHUNKED: try checkChunks(creation, along: axis)
    case H5D_CONTIGUOUS:
      let files = RawFiles(of: self, creation)
      if !files.isEmpty { return try files.check(along: axis) }
      var bytes: hsize_t = 1
      HDF5Library.withoutErrors { bytes = H5Dget_storage_size(handle.id) }
      if bytes == 0 { throw unwritten([0..<shape[axis]]) }
    default: break
    }
  }

  /// What the library gives for values that were never written; 0 where the file does not say.
  var fillValue: Float {
    var value: Float = 0
    HDF5Library.withoutErrors {
      let creation = HDF5Handle(H5Dget_create_plist(handle.id), closedBy: H5Pclose)
      if H5Pget_fill_value(creation.id, chdf5_float32(), &value) < 0 { value = 0 }
    }
    return value
  }

  /// The error of rows that were never written.
  func unwritten(_ stretches: [Range<Int>]) -> FeatureStoreError {
    FeatureStoreError(
      .malformed, at: place, "\(path) was never written in \(RowList(stretches).text)",
      remedy: Self.unwrittenRemedy)
  }

  /// What can be done about rows that were never written.
  static let unwrittenRemedy = "Finish the program that makes the features, or remove these rows."

  // MARK: -

  /// The most chunks that are looked up one by one; larger grids are only counted.
  ///
  /// libhdf5 1.10.8 walks through the stored chunks at every look-up, so the time is O(chunks²): for this many, 0.3 s in
  /// files of the earliest format, and 2 s in those of the latest that have arrays of chunks.
  static let listedChunks = 5_000

  private func checkChunks(_ creation: HDF5Handle, along axis: Int) throws(FeatureStoreError) {
    var extents = [hsize_t](repeating: 0, count: shape.count)
    var stored: hsize_t = 0
    try HDF5Library.call(.unreadable, at: place, "cannot read the chunks of \(path)") { () -> herr_t in
      guard H5Pget_chunk(creation.id, Int32(extents.count), &extents) == Int32(extents.count) else {
        return -1
      }
      let space = HDF5Handle(H5Dget_space(handle.id), closedBy: H5Sclose)
      return H5Dget_num_chunks(handle.id, space.id, &stored)
    }
    let chunk = extents.map { max(1, Int(clamping: $0)) }
    let grid = zip(shape, chunk).map { ($0 - 1) / $1 + 1 }
    let count = grid.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
    guard Int(clamping: stored) < count else { return }
    if stored == 0 { throw unwritten([0..<shape[axis]]) }
    guard count <= Self.listedChunks else {
      throw FeatureStoreError(
        .malformed, at: place,
        "\(path) was never written in \(count - Int(clamping: stored)) of its \(count) chunks",
        remedy: Self.unwrittenRemedy)
    }
    var missing: Set<Int> = []
    try HDF5Library.call(.unreadable, at: place, "cannot read the chunks of \(path)") { () -> Int32 in
      for number in 0..<count {
        var (rest, offset) = (number, [hsize_t](repeating: 0, count: grid.count))
        for dimension in grid.indices.reversed() {
          offset[dimension] = hsize_t(rest % grid[dimension] * chunk[dimension])
          rest /= grid[dimension]
        }
        let isStored = chdf5_is_chunk_stored(handle.id, offset)
        guard isStored >= 0 else { return isStored }
        if isStored == 0 { missing.insert(Int(offset[axis])) }
      }
      return 0
    }
    guard !missing.isEmpty else { return }
    throw unwritten(missing.sorted().map { $0..<min(shape[axis], $0 + chunk[axis]) })
  }
}
