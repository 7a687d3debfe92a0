import Imaging

/// Pictures of random bytes, for measurements. The speed of a network does not depend on the pictures.
struct NoisePictures: PictureSource {
  let preset: ZoomInNetPreset

  func view(_ index: Int) throws -> Raster { picture(side: preset.viewPixels, seed: 2 * index + 1) }

  func zoom(_ index: Int) throws -> Raster { picture(side: preset.zoomPixels, seed: 2 * index + 2) }

  private func picture(side: Int, seed: Int) -> Raster {
    var raster = Raster(width: side, height: side, channelCount: 3, filledWith: 0)
    var noise = Noise(seed: UInt64(seed))
    for place in raster.samples.indices { raster.samples[place] = noise.next() }
    return raster
  }
}

/// Random bytes by a linear congruential generator, which is fast in a debug build too.
struct Noise {
  private var word: UInt64

  init(seed: UInt64) { word = seed &* 0x9E37_79B9_7F4A_7C15 }

  mutating func next() -> UInt8 {
    word = word &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return UInt8(truncatingIfNeeded: word >> 56)
  }
}
