import Fundus
import Imaging
import NeuralNet
import Workbench

/// Turns pictures into the rows of a plan's inputs.
///
/// Colours become -1...1 (`Normalisation.halves`, as timm's Inception weights expect); so does local contrast,
/// which is exactly 0 outside the retina.
struct PictureFeeder: Sendable {
  let source: any PictureSource
  let configuration: ZoomInNetConfiguration
  let threadCount: Int
  /// Whether `source` has plain pictures, so that they can be altered before their contrast is taken.
  private let altersPictures: Bool

  /// A feeder from a source of plain pictures. Up to `cachedByteCount` bytes of pictures are cached: plain if they may
  /// be altered, else in the form that the network reads.
  init(
    source: any PictureSource, configuration: ZoomInNetConfiguration, threadCount: Int,
    cachedByteCount: Int = 0, altersPictures: Bool = false
  ) {
    var source = source
    if !altersPictures, let contrast = configuration.localContrast {
      source = ContrastSource(source: source, contrast: contrast)
    }
    self.source = PictureCache(source, byteCount: cachedByteCount)
    self.configuration = configuration
    self.threadCount = threadCount
    self.altersPictures = altersPictures
  }

  /// The views of a batch: [rows,3,view,view].
  func views(_ batch: TrainingBatch) throws -> [Float] {
    try views(
      batch.rows.pictures, batch.orientations, colours: batch.colours, alterations: batch.alterations)
  }

  /// The zoom pictures of a batch, upright.
  func zooms(_ batch: TrainingBatch) throws -> [Raster] {
    try zooms(batch.rows.pictures, alterations: batch.alterations)
  }

  /// The views of some pictures, oriented, as [pictures,3,view,view].
  ///
  /// - Parameters:
  ///   - colours: how the colours of each are read; empty for -1...1. Local contrast does not depend on it.
  ///   - alterations: how the scale and the sharpness of each are changed; empty if they are not.
  func views(
    _ pictures: [Int], _ orientations: [Orientation], colours: [Normalisation] = [],
    alterations: [Alteration] = []
  ) throws -> [Float] {
    let side = configuration.preset.viewPixels
    let rows = try Parallel.map(count: pictures.count, threadCount: threadCount) { row in
      let raster = seen(try checked(try source.view(pictures[row]), pictures[row], side), row, alterations)
      return planes(raster, orientations[row], colours.isEmpty ? .halves : colours[row])
    }
    var values: [Float] = []
    values.reserveCapacity(pictures.count * 3 * side * side)
    for row in rows { values.append(contentsOf: row) }
    return values
  }

  /// The zoom pictures of some pictures.
  func zooms(_ pictures: [Int], alterations: [Alteration] = []) throws -> [Raster] {
    try Parallel.map(count: pictures.count, threadCount: threadCount) { row in
      let raster = try checked(try source.zoom(pictures[row]), pictures[row], configuration.preset.zoomPixels)
      return seen(raster, row, alterations)
    }
  }

  /// C-Net's input for a batch, [eyes * N,3,crop,crop], and the eye of each patch.
  ///
  /// `regions` are in coordinates of the oriented picture. If an eye has fewer than N regions, they are repeated, which
  /// changes no maximum. If it has none, the centre of the picture fills its rows, which are ignored (owner -1).
  func patches(
    _ zooms: [Raster], _ orientations: [Orientation], _ regions: [[Region]], colours: [Normalisation] = []
  ) -> (values: [Float], owners: [Int32]) {
    let count = configuration.regions.count
    let sampler = configuration.regionSampler
    var values: [Float] = []
    values.reserveCapacity(zooms.count * count * 3 * sampler.patchPixels * sampler.patchPixels)
    var owners: [Int32] = []
    for eye in zooms.indices {
      for place in 0..<count {
        let found = regions[eye]
        let box = found.isEmpty ? sampler.centreCrop : found[place % found.count].cropZoom
        let patch = cut(zooms[eye], box, orientations[eye])
        values.append(
          contentsOf: planes(patch, orientations[eye], colours.isEmpty ? .halves : colours[eye]))
        owners.append(found.isEmpty ? -1 : Int32(eye))
      }
    }
    return (values, owners)
  }

  /// The retina of each picture in a batch of views, [pictures, 3, view, view]: one mark per pixel.
  func retinas(views: [Float]) -> [[UInt8]] {
    configuration.regionSampler.retinas(views: views, showsContrast: configuration.contrast == .local)
  }

  // MARK: -

  /// A picture of the source as the network reads it.
  private func seen(_ raster: Raster, _ row: Int, _ alterations: [Alteration]) -> Raster {
    guard altersPictures else {
      precondition(alterations.isEmpty, "this feeder does not alter pictures")
      return raster
    }
    let altered = alterations.isEmpty ? raster : alterations[row].apply(to: raster)
    return configuration.localContrast.map { $0.codes(of: altered) } ?? altered
  }

  /// The part of an upright picture that corresponds to a box of the oriented picture; it stays upright.
  private func cut(_ zoom: Raster, _ box: Box, _ orientation: Orientation) -> Raster {
    let upright = orientation.inverse.map(box, side: Float(zoom.width))
    return zoom.cropped(
      x: Int(upright.minX), y: Int(upright.minY), width: Int(upright.width), height: Int(upright.height))
  }

  private func planes(_ raster: Raster, _ orientation: Orientation, _ colours: Normalisation) -> [Float] {
    let count = 3 * raster.width * raster.height
    return [Float](unsafeUninitializedCapacity: count) { buffer, initialised in
      let planes = UnsafeMutableBufferPointer(rebasing: buffer[..<count])
      if let contrast = configuration.localContrast {
        contrast.fill(raster, orientation: orientation, into: planes)
      } else {
        colours.fill(raster, orientation: orientation, into: planes)
      }
      initialised = count
    }
  }

  private func checked(_ raster: Raster, _ picture: Int, _ side: Int) throws -> Raster {
    guard raster.width == side, raster.height == side else {
      throw ZoomInNetError(
        .picture, at: "picture \(picture)",
        "is \(raster.width)x\(raster.height), but preset \(configuration.preset.name) needs \(side)x\(side)",
        remedy: "Prepare the pictures at the preset's view and zoom pixels.")
    }
    return raster
  }
}
