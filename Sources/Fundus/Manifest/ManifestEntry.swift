/// One picture of a data set and what its tables say about it.
public struct ManifestEntry: Hashable, Sendable {
  /// The name of the picture in every table: its file name without the extension. Unique in a manifest.
  public var id: String
  /// The path of the picture, relative to the root of the data set.
  public var path: String
  /// The patient; all pictures of a patient are in the same split.
  public var patient: String
  /// Which eye.
  public var eye: Eye
  /// 0 ... 4, nil if it is not known.
  public var grade: Int?
  /// The part of the study; nil until the data or `SplitConfiguration` have decided.
  public var assignedSplit: Split?

  /// The part of the study; `train` as long as none is assigned.
  public var split: Split { assignedSplit ?? .train }

  /// A picture and its labels.
  public init(
    id: String, path: String, patient: String, eye: Eye = .unknown, grade: Int? = nil, split: Split? = nil
  ) {
    self.id = id
    self.path = path
    self.patient = patient
    self.eye = eye
    self.grade = grade
    assignedSplit = split
  }
}
