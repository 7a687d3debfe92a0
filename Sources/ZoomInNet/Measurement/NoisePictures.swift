import Imaging
import Workbench

/// Pictures of bytes drawn at random, for measurements: no network is faster or slower on them.
struct NoisePictures: PictureSource {
  let preset: ZoomInNetPreset

  func view(_ index: Int) throws -> Raster { noise(side: preset.viewPixels, "view", index) }

  func zoom(_ index: Int) throws -> Raster { noise(side: preset.zoomPixels, "zoom", index) }

  private func noise(side: Int, _ purpose: String, _ index: Int) -> Raster {
    var raster = Raster(width: side, height: side, channelCount: 3, filledWith: 0)
    var word = RandomStream(seed: 1, purpose: "noise \(purpose)", items: index).first
    for place in raster.samples.indices {
      word = word &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      raster.samples[place] = UInt8(truncatingIfNeeded: word >> 56)
    }
    return raster
  }
}

extension RandomStream {
  fileprivate var first: UInt64 {
    var stream = self
    return stream.next()
  }
}
