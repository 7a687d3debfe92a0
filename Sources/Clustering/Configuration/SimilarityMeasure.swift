/// How similar two rows are, as one number; larger is more similar.
public enum SimilarityMeasure: String, Sendable, Hashable, CaseIterable {
  /// -|x - y|^2, at most 0.
  case negativeSquaredEuclidean = "negative-squared-euclidean"
  /// The cosine of the angle between x and y, -1 ... 1; a row of zeros has the cosine 0 with every other row.
  case cosine
  /// Pearson's correlation of the columns of x and y, -1 ... 1; a constant row has 0 with every other row.
  case correlation

  /// The similarity of a row and an exact copy of it.
  public var ofCopies: Double {
    switch self {
    case .negativeSquaredEuclidean: 0
    case .cosine, .correlation: 1
    }
  }
}

/// What is done to the features before they are compared.
public enum FeatureNormalisation: String, Sendable, Hashable, CaseIterable {
  /// Nothing.
  case raw
  /// Each row divided by its Euclidean length; a row of zeros stays as it is.
  case l2
  /// Each column shifted to mean 0 and divided by its (population) standard deviation; a constant column becomes 0.
  case standardised
  /// The coordinates along the leading principal components of all rows, each divided by its standard deviation, so
  /// that directions of little variance count as much as those of large variance; see `PrincipalComponents`.
  case whitened
}
