import Workbench

/// The columns of a feature file that fit into memory: all except features and attention.
struct FeatureColumns: Sendable {
  var images: [FeatureImage] = []
  var regions: [FeatureRegion] = []
  var lesions: [FeatureLesion] = []

  /// Adds the rows of a later block, whose `image` indices count from its own first picture.
  mutating func append(images: [FeatureImage], regions: [FeatureRegion], lesions: [FeatureLesion]) {
    let first = UInt32(self.images.count)
    self.images += images
    self.regions += regions.map { region in
      var region = region
      region.image += first
      return region
    }
    self.lesions += lesions.map { lesion in
      var lesion = lesion
      lesion.image += first
      return lesion
    }
  }

  /// Whether every picture has the head (true) or none (false); nil if they disagree.
  func hasHead(_ head: KeyPath<FeatureImage, [Float]> & Sendable) -> Bool? {
    let with = images.count { !$0[keyPath: head].isEmpty }
    return with == images.count ? true : with == 0 ? false : nil
  }
}

extension FeatureRegion {
  /// The top left corner of the source box, rounded: CLAM's convention for `/coords`.
  var coordinates: [Int32] {
    [boxSource.minX, boxSource.minY].map { Int32(clamping: Int($0.rounded().clamped(to: -1e9...1e9))) }
  }
}

extension Float {
  fileprivate func clamped(to range: ClosedRange<Float>) -> Float {
    Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
  }
}
