import HTTPTypes
import Hummingbird
import Workbench

/// A request that gets a page with one sentence instead of what it asked for.
struct GalleryError: Error {
  /// The HTTP status.
  let status: HTTPResponse.Status
  /// What is wrong and what to do, for the reader.
  let sentence: String

  init(_ status: HTTPResponse.Status, _ sentence: String) {
    self.status = status
    self.sentence = sentence
  }

  /// Nothing lies at an address.
  static func missing(_ what: String) -> GalleryError {
    GalleryError(.notFound, "There is no \(what). It may have been removed; start from the list of runs.")
  }

  /// Any error of a request, in the reader's words. A damaged record is the fault of the data, not of the server.
  init(_ error: any Error) {
    switch error {
    case let error as GalleryError: self = error
    case let error as any ZoominError: self.init(.unprocessableContent, error.message)
    case let error as any HTTPResponseError where error.status == .notFound:
      self = .missing("page at this address")
    case let error as any HTTPResponseError:
      self.init(error.status, "The request cannot be read: \(error.status.reasonPhrase).")
    default: self.init(.internalServerError, "The program failed: \(error). Please report this.")
    }
  }
}
