import Foundation
import Imaging
import Workbench

/// Turns one photograph into the square that is kept of it: decodes it, finds the retina, cuts and scales.
public struct PicturePreparation: Sendable {
  private let configuration: PreparationConfiguration

  /// Preparation with the given settings.
  public init(_ configuration: PreparationConfiguration) { self.configuration = configuration }

  /// The file that is kept of a photograph: a JPEG of quality 95 without subsampling, or a PNG.
  ///
  /// - Throws: `ImagingError`; `FundusError` `.broken` if the picture shows no retina.
  public func prepared(_ url: URL) throws -> Data { try encoded(try square(of: url).square) }

  /// The square of a photograph, and where it was cut out.
  func square(of url: URL) throws -> (square: Raster, record: PictureRecord) {
    let (picture, source) = try decode(url)
    return try cut(picture, source: source, url: url)
  }

  /// The bytes of the kept file.
  func encoded(_ square: Raster) throws(ImagingError) -> Data {
    configuration.lossless ? try square.png() : try square.jpeg(quality: 95)
  }

  // MARK: -

  /// Decodes the picture, at a smaller scale if its format offers one that still has every zoom pixel.
  private func decode(_ url: URL) throws -> (picture: Raster, source: Extent) {
    let source = try Raster.extent(of: url)
    let zoom = configuration.zoomPixels
    let picture = try Raster.load(url, atLeast: Extent(width: zoom, height: zoom))
    return (picture, source)
  }

  private func cut(_ picture: Raster, source: Extent, url: URL) throws -> (Raster, PictureRecord) {
    let finder = RetinaFinder(threshold: configuration.borderThreshold)
    let finding = try finder.find(on: picture, place: url.path, source: source)
    // The outline is measured at the decoded scale. If the square has too few pixels at that scale, it is cut from the
    // picture at full scale.
    var picture = picture
    let isReduced = picture.extent != source
    let side = finding.cropBox.width * Float(picture.width) / Float(source.width)
    if isReduced, side < Float(configuration.zoomPixels) { picture = try Raster.load(url) }
    let zoom = configuration.zoomPixels
    let scaleX = Float(picture.width) / Float(source.width)
    let scaleY = Float(picture.height) / Float(source.height)
    let box = Box(
      minX: finding.cropBox.minX * scaleX, minY: finding.cropBox.minY * scaleY,
      maxX: finding.cropBox.maxX * scaleX, maxY: finding.cropBox.maxY * scaleY)
    var square = picture.rgb().crop(box, toWidth: zoom, height: zoom, filter: .area)
    if configuration.masksBorder {
      let scale = Float(zoom) / finding.cropBox.width
      let outline = finding.outline.mapped(
        scale: scale, offsetX: -finding.cropBox.minX * scale, offsetY: -finding.cropBox.minY * scale)
      square.blacken(outside: outline, method: finding.method, inset: finding.seamPixels * scale)
    }
    let record = PictureRecord(
      cropBox: finding.cropBox.coordinates, sourceWidth: source.width, sourceHeight: source.height,
      outline: finding.outline, method: finding.method)
    return (square, record)
  }
}
