internal import CHDF5

/// The library that feature files go through.
public enum FeatureLibrary {
  /// The version of HDF5 that is loaded.
  public static var version: String {
    var (major, minor, release) = (UInt32(0), UInt32(0), UInt32(0))
    HDF5Library.quietly { _ = H5get_libversion(&major, &minor, &release) }
    return "\(major).\(minor).\(release)"
  }
}
