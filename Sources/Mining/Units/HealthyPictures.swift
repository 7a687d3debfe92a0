import FeatureStore
import Fundus
import Spots
import Workbench

extension HealthyBank {
  /// The spots of a mined file of healthy photographs.
  ///
  /// - Throws: `FeatureStoreError`.
  init(_ reader: FeatureReader, neighbourCount: Int, threadCount: Int) throws {
    let images = try reader.images() ?? []
    let regions = try reader.regions() ?? []
    self.init(
      descriptors: try reader.features(), dimension: reader.dimension,
      polarities: regions.map { $0.spot.flatMap { Spot.Polarity(rawValue: $0.polarity) } ?? .dark },
      patients: regions.map { images[Int($0.image)].patient }, neighbourCount: neighbourCount,
      threadCount: threadCount)
  }
}

extension SpotConfiguration {
  /// The healthy photographs of the bank: pictures of grade 0 in `bankSplits`, at most `bankPictures` of them, drawn by the
  /// seed; ascending.
  public func healthyPictures(of manifest: Manifest, seed: UInt64) -> [Int] {
    let healthy = manifest.entries.indices.filter {
      manifest.entries[$0].grade == 0 && bankSplits.contains(manifest.entries[$0].split)
    }
    var stream = RandomStream(seed: seed, purpose: "healthy bank")
    return stream.permutation(count: healthy.count).prefix(bankPictureCount).map { healthy[$0] }.sorted()
  }
}
