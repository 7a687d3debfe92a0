/// What a row of a feature file stands for: the attribute `unit`.
public enum MinedUnit: String, Hashable, Sendable, CaseIterable {
  /// A region around a peak of the gated attention. Files without the attribute hold these.
  case cell
  /// A place of lesion size in the zoom picture.
  case spot
}
