/// How many lesions have the centre of a box within half a disc's diameter of their own.
public struct CentreHitReport: Hashable, Codable, Sendable {
  /// The results of boxes that do not depend on the picture.
  public struct Baseline: Hashable, Codable, Sendable {
    /// The name it has among the baselines of recall.
    public let name: String
    /// Lesions with a centre near them, all together.
    public let pooled: Double?
    /// Share of people with lesions of whom at least one lesion has a centre near it.
    public let perPerson: Double?
    /// Lesions with a centre near them, by type.
    public let byType: [String: Double]
  }

  /// Mean diameter of the disc over the pictures with lesions, in pixels of the frame; nil for no such picture.
  public let meanDiscPixels: Double?
  /// Those of these pictures whose disc is marked; in the others it is a seventh of the retina's diameter.
  public let markedDiscCount: Int
  /// Lesions with a centre near them, all together.
  public let pooled: Estimate
  /// Share of people with lesions of whom at least one lesion has a centre near it.
  public let perPerson: Estimate
  /// Lesions with a centre near them, by type.
  public let byType: [String: Estimate]
  /// The blind baselines.
  public let baselines: [Baseline]

  /// The hits of the sampled boxes and of the baselines by the rule `centre`.
  init(
    sampled: LesionHits, baselines: [(name: String, hits: LesionHits)], pictures: [LesionPicture],
    types: [String], bootstrap: PatientBootstrap
  ) {
    let once = [Double](repeating: 1, count: pictures.count)
    let discs = pictures.filter { !$0.lesions.isEmpty }.map(\.disc)
    meanDiscPixels =
      discs.isEmpty ? nil : discs.reduce(0) { $0 + Double($1.pixels) } / Double(discs.count)
    markedDiscCount = discs.count { $0.isMarked }
    pooled = bootstrap.estimate(sampled.pooled())
    perPerson = bootstrap.estimate(sampled.perPerson)
    byType = Dictionary(
      uniqueKeysWithValues: types.map { ($0, bootstrap.estimate(sampled.pooled(type: $0))) })
    self.baselines = baselines.map { name, hits in
      Baseline(
        name: name, pooled: hits.pooled()(once), perPerson: hits.perPerson(once),
        byType: hits.recallByType(types))
    }
  }
}
