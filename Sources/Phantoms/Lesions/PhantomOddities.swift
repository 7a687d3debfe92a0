import Workbench

/// The three looks of a data set: of the unlisted lesion, the bright control and the dark control.
struct PhantomOddities: Sendable, Equatable {
  /// The lesion that is correlated with disease; bright or dark.
  let unlisted: PhantomOddity
  /// The bright mark that is independent of disease.
  let brightControl: PhantomOddity
  /// The dark mark that is independent of disease.
  let darkControl: PhantomOddity

  /// The looks of the data set of this seed: three outlines and three tints, none twice.
  init(seed: UInt64) {
    var stream = RandomStream(seed: seed, purpose: "phantom.oddities")
    let outlines = stream.permutation(count: PhantomOddity.Outline.allCases.count)
      .map { PhantomOddity.Outline.allCases[$0] }
    let brightTints = stream.permutation(count: 3), darkTints = stream.permutation(count: 3)
    let isBright = stream.happens(0.5)
    unlisted = PhantomOddity(
      outlines[0], isBright: isBright, tint: (isBright ? brightTints : darkTints)[0], &stream)
    brightControl = PhantomOddity(outlines[1], isBright: true, tint: brightTints[1], &stream)
    darkControl = PhantomOddity(outlines[2], isBright: false, tint: darkTints[1], &stream)
  }

  /// The looks with their names in the tables.
  var all: [(type: String, look: PhantomOddity)] {
    [("unlisted", unlisted), ("bright", brightControl), ("dark", darkControl)]
  }
}
