internal import CImageIO

/// The one place that turns a codec's status into an error.
extension cio_status {
  /// Throws if the codec failed, with the library's own message.
  func check(_ format: PictureFormat, at place: String) throws(ImagingError) {
    guard code != CIO_DONE else { return }
    let words = withUnsafeBytes(of: message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    let (kind, reason): (ImagingError.Code, String) =
      switch code {
      case CIO_NOT_A_PICTURE: (.notAPicture, "is not a readable \(format.rawValue)")
      case CIO_DAMAGED: (.truncated, "is a \(format.rawValue) that is cut off or damaged")
      case CIO_UNSUPPORTED: (.unsupported, "is a kind of \(format.rawValue) that is not read here")
      case CIO_UNCLEAR_DEPTH:
        throw ImagingError(
          .unsupported, at: place, words,
          remedy: "Save it with 8 bits, or with its depth in PNG's sBIT or TIFF's MaxSampleValue.")
      case CIO_SEVERAL_PAGES:
        throw ImagingError(
          .unsupported, at: place, words, remedy: "Save the photograph as a file of one page.")
      case CIO_NO_MEMORY: (.memory, "does not fit into memory")
      default: (.cannotEncode, "cannot be encoded as \(format.rawValue)")
      }
    throw ImagingError(kind, at: place, reason, libraryMessage: words.isEmpty ? nil : words)
  }
}
