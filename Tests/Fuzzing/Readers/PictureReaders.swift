import Foundation
import Imaging

/// Pictures of one format, whole and at a smaller scale.
struct PictureReader: FuzzedReader {
  /// Small, so that a picture that claims to be large costs no time; the limit itself is under test too.
  static let maximumPixels = 1 << 18

  let form: any FileForm
  let folder: String

  func seeds() throws -> [[UInt8]] { try SeedFiles.all(folder) }

  func read(_ bytes: [UInt8]) throws {
    let data = Data(bytes)
    let whole = try Raster.decode(data, place: "input", maximumPixels: Self.maximumPixels)
    guard whole.samples.count == whole.extent.pixelCount * whole.channelCount,
      whole.extent.pixelCount <= Self.maximumPixels
    else { throw Defect("the picture has other samples than its extent says") }
    let asked = Extent(width: 5, height: 4)
    let small = try Raster.decode(
      data, place: "input", atLeast: asked, maximumPixels: Self.maximumPixels)
    guard small.width >= min(asked.width, whole.width), small.height >= min(asked.height, whole.height),
      small.channelCount == whole.channelCount
    else { throw Defect("the small picture is smaller than asked") }
  }
}

/// Masks and their connected parts.
struct MaskReader: FuzzedReader {
  /// Both formats in turn would need two forms; PNG is what masks come in, TIFF's damage is `tiff`'s work.
  let form: any FileForm = PNGForm()

  func seeds() throws -> [[UInt8]] { try SeedFiles.all("mask") }

  func read(_ bytes: [UInt8]) throws {
    let mask = BitMask(
      try Raster.decode(Data(bytes), place: "input", maximumPixels: PictureReader.maximumPixels))
    let components = mask.components()
    guard components.reduce(0, { $0 + $1.pixelCount }) == mask.count else {
      throw Defect("the parts of the mask have not as many pixels as the mask")
    }
    let inside = components.allSatisfy {
      $0.box.minX >= 0 && $0.box.minY >= 0 && $0.box.maxX <= Float(mask.width)
        && $0.box.maxY <= Float(mask.height)
    }
    guard inside else { throw Defect("a part of the mask lies outside of it") }
  }
}
