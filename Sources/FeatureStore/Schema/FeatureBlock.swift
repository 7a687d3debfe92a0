import Workbench

/// What was mined from some consecutive pictures of the manifest: the unit of writing.
///
/// A block fits into memory. `FeatureWriter` assembles thousands of blocks into a file.
public struct FeatureBlock: Sendable {
  /// Numbers per feature, D.
  public let dimension: Int
  /// Channels of M, of which a block of spots holds a row per region; nil in a block of cells, whose features are M.
  public let mDimension: Int?
  /// Cells along one side of the attention maps, g.
  public let grid: Int
  /// The pictures, in manifest order.
  public private(set) var images: [FeatureImage] = []
  /// The regions; their `image` counts from the block's first picture.
  public private(set) var regions: [FeatureRegion] = []
  /// The lesions; their `image` counts from the block's first picture.
  public private(set) var lesions: [FeatureLesion] = []
  /// The features, [regions, D] row by row.
  public private(set) var features: [Float] = []
  /// M at the regions' cells, [regions, `mDimension`]; empty in a block of cells.
  public private(set) var mFeatures: [Float] = []
  /// G, [images, 5, g, g].
  public private(set) var attention: [Float16] = []

  /// A block without pictures.
  public init(dimension: Int, grid: Int, mDimension: Int? = nil) {
    precondition(
      dimension > 0 && grid > 0 && mDimension ?? 1 > 0, "a feature needs numbers and a map needs cells")
    self.dimension = dimension
    self.mDimension = mDimension
    self.grid = grid
  }

  /// Adds a picture, all its regions (there may be none) and the lesions known in it.
  ///
  /// - Parameters:
  ///   - image: the picture's row; `yM`, `yA`, `yC`, `y` hold five numbers or none.
  ///   - attention: G, [5, g, g]; stored as f16.
  ///   - regions: in rank order; `image` is set here.
  ///   - features: [regions, D], one row per region.
  ///   - mFeatures: [regions, `mDimension`]; empty in a block of cells. All regions are spots, or none is.
  ///   - lesions: `image` is set here.
  /// - Throws: `FeatureStoreError` with code `.nonFinite` that names the picture, if a feature, a probability, an
  ///   attention value or a box is NaN or infinite.
  public mutating func append(
    _ image: FeatureImage, attention: [Float], regions: [FeatureRegion], features: [Float],
    mFeatures: [Float] = [], lesions: [FeatureLesion] = []
  ) throws(FeatureStoreError) {
    precondition(attention.count == FeatureSchema.levelCount * grid * grid, "G has the shape [5, g, g]")
    precondition(features.count == regions.count * dimension, "one feature of D numbers per region")
    precondition(mFeatures.count == regions.count * (mDimension ?? 0), "one row of M for every spot")
    precondition(regions.allSatisfy { ($0.spot != nil) == (mDimension != nil) }, "regions of one unit")
    for head in [image.yM, image.yA, image.yC, image.y] {
      precondition(head.isEmpty || head.count == FeatureSchema.levelCount, "a head gives five probabilities")
    }
    if let bad = NonFinite.firstIndex(in: features) {
      throw Self.nonFinite(image, "the feature of region \(bad / dimension) is")
    }
    if let bad = NonFinite.firstIndex(in: mFeatures) {
      throw Self.nonFinite(image, "M at the cell of region \(bad / (mDimension ?? 1)) is")
    }
    if NonFinite.firstIndex(in: attention) != nil { throw Self.nonFinite(image, "the gated attention is") }
    if NonFinite.firstIndex(in: image.yM + image.yA + image.yC + image.y) != nil {
      throw Self.nonFinite(image, "a predicted probability is")
    }
    let boxes = regions.flatMap { [$0.boxSource, $0.boxView, $0.boxZoom] } + lesions.map(\.boxSource)
    let spots = regions.compactMap(\.spot).flatMap { [$0.scaleSource, $0.strength, $0.novelty] }
    let numbers = boxes.flatMap(\.coordinates) + regions.flatMap { [$0.response, $0.sideSource] } + spots
    if NonFinite.firstIndex(in: numbers + image.cropBox.coordinates) != nil {
      throw Self.nonFinite(image, "a box, side, response, scale, strength or novelty is")
    }
    let index = UInt32(images.count)
    images.append(image)
    self.attention += attention.map { Float16($0) }
    self.features += features
    self.mFeatures += mFeatures
    self.regions += regions.map { region in
      var region = region
      region.image = index
      return region
    }
    self.lesions += lesions.map { lesion in
      var lesion = lesion
      lesion.image = index
      return lesion
    }
  }

  // MARK: -

  private static func nonFinite(_ image: FeatureImage, _ what: String) -> FeatureStoreError {
    FeatureStoreError(
      .nonFinite, at: image.path, "\(what) not finite", picture: image.id,
      remedy: "Nothing was written; go back to an earlier checkpoint, or check the picture.")
  }
}
