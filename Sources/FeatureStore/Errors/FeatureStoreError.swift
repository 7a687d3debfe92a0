import Workbench

/// What can go wrong with a feature file.
public struct FeatureStoreError: ZoominError, Codable {
  /// The kind of failure.
  public enum Code: String, Codable, Sendable {
    /// The file does not exist.
    case missing
    /// The file is not HDF5, is cut short, or cannot be read.
    case unreadable
    /// The file is HDF5 but does not follow the schema.
    case malformed
    /// A feature is NaN or infinite.
    case nonFinite
    /// The file was written by a newer version of the program.
    case newerSchema
    /// The HDF5 library crashed or hung on the file, in the child process that reads it first.
    case crashed
    /// The file cannot be created or written.
    case unwritable
    /// Writing failed part-way: the disk is full or failing.
    case incomplete
  }

  /// The kind of failure.
  public let code: Code
  /// The file concerned.
  public let place: String
  /// What is wrong, without the place, as a clause.
  public let reason: String
  /// The picture concerned (its id), if known.
  public let picture: String?
  /// The row of `/features` concerned, counted from 0.
  public let row: Int?
  /// What the user can do about it.
  public let remedy: String?

  /// An error about the file `place`; `reason` is a clause such as "has no data set /features".
  public init(
    _ code: Code, at place: String, _ reason: String, picture: String? = nil, row: Int? = nil,
    remedy: String? = nil
  ) {
    self.code = code
    self.place = place
    self.reason = reason
    self.picture = picture
    self.row = row
    self.remedy = remedy
  }

  public var description: String {
    let subject = [picture.map { "picture \($0)" }, row.map { "row \($0)" }].compactMap { $0 }
    return "\(place)\(subject.map { ", \($0)" }.joined()): \(reason)."
  }

  public var exitCode: ExitCode {
    switch code {
    case .missing: .missingInput
    case .unreadable, .malformed, .nonFinite, .newerSchema, .crashed: .badData
    case .unwritable: .cannotCreate
    case .incomplete: .inputOutput
    }
  }
}
