import Workbench

/// What was mined from some consecutive pictures of the manifest: the unit of writing.
///
/// A block fits into memory. `FeatureWriter` assembles thousands of blocks into a file.
public struct FeatureBlock: Sendable {
  /// Numbers per feature, D.
  public let dimension: Int
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
  /// G, [images, 5, g, g].
  public private(set) var attention: [Float16] = []

  /// A block without pictures.
  public init(dimension: Int, grid: Int) {
    precondition(dimension > 0 && grid > 0, "a feature needs numbers and a map needs cells")
    self.dimension = dimension
    self.grid = grid
  }

  /// Adds a picture, all its regions (there may be none) and the lesions known in it.
  ///
  /// - Parameters:
  ///   - image: the picture's row; `yM`, `yA`, `yC`, `y` hold five numbers or none.
  ///   - attention: G, [5, g, g]; stored as f16.
  ///   - regions: in rank order; `image` is set here.
  ///   - features: [regions, D], one row per region.
  ///   - lesions: `image` is set here.
  /// - Throws: `FeatureStoreError` with code `.nonFinite` that names the picture, if a feature, a probability, an
  ///   attention value or a box is NaN or infinite.
  public mutating func append(
    _ image: FeatureImage, attention: [Float], regions: [FeatureRegion], features: [Float],
    lesions: [FeatureLesion] = []
  ) throws(FeatureStoreError) {
    precondition(attention.count == FeatureSchema.levelCount * grid * grid, "G has the shape [5, g, g]")
    precondition(features.count == regions.count * dimension, "one feature of D numbers per region")
    for head in [image.yM, image.yA, image.yC, image.y] {
      precondition(head.isEmpty || head.count == FeatureSchema.levelCount, "a head gives five probabilities")
    }
    if let bad = NonFinite.firstIndex(in: features) {
      throw Self.nonFinite(image, "the feature of region \(bad / dimension) is")
    }
    if NonFinite.firstIndex(in: attention) != nil { throw Self.nonFinite(image, "the gated attention is") }
    if NonFinite.firstIndex(in: image.yM + image.yA + image.yC + image.y) != nil {
      throw Self.nonFinite(image, "a predicted probability is")
    }
    let boxes = regions.flatMap { [$0.boxSource, $0.boxView, $0.boxZoom] } + lesions.map(\.boxSource)
    let numbers = boxes.flatMap(\.coordinates) + regions.flatMap { [$0.response, $0.sideSource] }
    if NonFinite.firstIndex(in: numbers + image.cropBox.coordinates) != nil {
      throw Self.nonFinite(image, "a box, side or response is")
    }
    let index = UInt32(images.count)
    images.append(image)
    self.attention += attention.map { Float16($0) }
    self.features += features
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
