internal import CLibSVM

/// The library of the support-vector protocol.
public enum SupportVectorLibrary {
  /// The version of libsvm that the program was built with.
  public static var version: String { "\(LIBSVM_VERSION / 100).\(LIBSVM_VERSION % 100)" }
}
