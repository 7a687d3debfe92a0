internal import CHDF5

extension HDF5Dataset {
  /// What to say if values cannot be read because the library lacks the filter that compressed them; nil if it has all.
  ///
  /// It is asked only after a failure: a filter may be missing that no chunk used.
  ///
  /// - Parameter depth: how many virtual data sets lead here; they may refer to each other in circles.
  func missingFilter(depth: Int = 0) -> FeatureStoreError? {
    var missing: (id: Int, name: String)?
    HDF5Library.withoutErrors {
      let creation = HDF5Handle(H5Dget_create_plist(handle.id), closedBy: H5Pclose)
      for index in 0..<max(0, H5Pget_nfilters(creation.id)) {
        var (flags, valueCount, configuration) = (UInt32(0), 0, UInt32(0))
        var name = [CChar](repeating: 0, count: 64)
        let id = H5Pget_filter2(
          creation.id, UInt32(index), &flags, &valueCount, nil, name.count, &name, &configuration)
        guard id >= 0, H5Zfilter_avail(id) <= 0 else { continue }
        let stored = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        missing = (Int(id), Self.filterNames[Int(id)] ?? (stored.isEmpty ? "an unknown filter" : stored))
        return
      }
    }
    guard missing != nil else { return missingFilterOfSources(depth: depth) }
    return missing.map { id, name in
      FeatureStoreError(
        .unreadable, at: place,
        "\(path) is compressed by \(name) (filter \(id)), which the HDF5 library of this machine does not have",
        remedy: "Set HDF5_PLUGIN_PATH to the folder of its plugin, or rewrite the file where it can be read: "
          + "`h5repack -f GZIP=4 OLD.h5 NEW.h5`.")
    }
  }

  private func missingFilterOfSources(depth: Int) -> FeatureStoreError? {
    var plist: HDF5Handle?
    HDF5Library.withoutErrors {
      let creation = HDF5Handle(H5Dget_create_plist(handle.id), closedBy: H5Pclose)
      if H5Pget_layout(creation.id) == H5D_VIRTUAL { plist = creation }
    }
    // The sources could be listed before; a failure to do so adds nothing to the error that is thrown.
    guard let plist, let sources = try? VirtualSources(of: self, plist, along: 0, depth: depth) else {
      return nil
    }
    return sources.missingFilter
  }

  // MARK: -

  /// Source: the HDF Group's register of filters.
  private static let filterNames = [
    4: "SZIP", 305: "LZO", 307: "BZIP2", 32000: "LZF", 32001: "Blosc", 32002: "MAFISC", 32003: "Snappy",
    32004: "LZ4", 32006: "VBZ", 32008: "Bitshuffle", 32013: "ZFP", 32015: "Zstandard", 32017: "SZ",
    32024: "SZ3", 32026: "Blosc2",
  ]
}
