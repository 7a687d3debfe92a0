import Foundation
import Workbench

/// The small file beside a zoom square, with its measurements or the reason why there is none.
///
/// It is written after the square, so its presence means that the square is complete.
struct PictureRecord: Codable, Hashable, Sendable {
  /// x0, y0, x1, y1 in source pixels; empty if the picture cannot be used.
  var cropBox: [Float] = []
  var sourceWidth = 0
  var sourceHeight = 0
  var outline: RetinaOutline?
  var method: RetinaFinder.Method?
  /// Length of the zoom file, to recognise a truncated copy.
  var zoomByteCount = 0
  /// Why the picture cannot be used: a clause without its path, which may change.
  var refusal: String?
  /// What can be done about it.
  var remedy: String?

  /// The record in a file; nil if there is none, or another program wrote it.
  static func load(_ url: URL) -> PictureRecord? {
    try? CanonicalJSON.decode(PictureRecord.self, from: url)
  }

  /// Writes the record.
  func save(to url: URL) throws(FundusError) {
    do {
      try AtomicFile.write(try CanonicalJSON.text(self), to: url)
    } catch let error as WorkbenchError {
      throw FundusError(error)
    } catch {
      throw FundusError(.unwritable, at: url.path, "the record of a picture cannot be composed: \(error)")
    }
  }
}
