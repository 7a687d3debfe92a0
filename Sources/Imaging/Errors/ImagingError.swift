import Workbench

/// What can go wrong with a picture, a mask, a drawing or a pack of tiles.
public struct ImagingError: ZoominError {
  /// The kind of failure.
  public enum Code: Sendable, Equatable, CaseIterable {
    /// The file does not exist.
    case missing
    /// The file exists but cannot be read.
    case unreadable
    /// The bytes are in none of the formats that can be read.
    case notAPicture
    /// The picture is cut off, or its pixels are damaged.
    case truncated
    /// A valid picture of a kind that cannot be read.
    case unsupported
    /// More pixels than the caller allows or a format can hold.
    case tooLarge
    /// Not enough memory for the picture.
    case memory
    /// The picture cannot be encoded or written.
    case cannotEncode
    /// A font that was asked for by name is not installed.
    case fontMissing
    /// The file is not the tile pack it should be.
    case foreignTilePack
  }

  /// The kind of failure.
  public let code: Code
  /// The file or other source concerned; empty where there is none.
  public let place: String
  /// What is wrong, without the place, as a clause.
  public let reason: String
  /// The message of the codec library.
  public let libraryMessage: String?
  /// What the user can do about it, if more is known than the kind of failure tells.
  private let ownRemedy: String?

  /// An error about `place`; `reason` is a clause such as "is not a picture".
  public init(
    _ code: Code, at place: String, _ reason: String, libraryMessage: String? = nil,
    remedy: String? = nil
  ) {
    self.code = code
    self.place = place
    self.reason = reason
    self.libraryMessage = libraryMessage
    ownRemedy = remedy
  }

  public var description: String {
    let clause = libraryMessage.map { "\(reason) (\($0))" } ?? reason
    return place.isEmpty ? "\(clause.prefix(1).uppercased())\(clause.dropFirst())." : "\(place): \(clause)."
  }

  public var remedy: String? {
    if let ownRemedy { return ownRemedy }
    return switch code {
    case .missing: "Check the path."
    case .unreadable: "Check that the file may be read."
    case .notAPicture: "Give a JPEG, PNG or TIFF file."
    case .truncated: "Copy the file again from its source."
    case .unsupported: "Convert it to an 8-bit RGB or grey JPEG, PNG or TIFF."
    case .tooLarge: "Shrink the picture first."
    case .memory: "Use fewer threads, or smaller pictures."
    case .cannotEncode: nil
    case .fontMissing: "Install it: on Debian and Ubuntu, apt install fonts-dejavu-core."
    case .foreignTilePack: "Delete it; it will be created again."
    }
  }

  public var exitCode: ExitCode {
    switch code {
    case .missing: .missingInput
    case .unreadable: .inputOutput
    case .notAPicture, .truncated, .unsupported, .tooLarge, .foreignTilePack: .badData
    case .memory, .fontMissing: .unavailable
    case .cannotEncode: .cannotCreate
    }
  }
}
