internal import CHDF5

/// The library that reads and writes feature files.
public enum FeatureLibrary {
  /// The loaded version of HDF5.
  public static var version: String {
    var (major, minor, release) = (UInt32(0), UInt32(0), UInt32(0))
    HDF5Library.withoutErrors { _ = H5get_libversion(&major, &minor, &release) }
    return "\(major).\(minor).\(release)"
  }
}
