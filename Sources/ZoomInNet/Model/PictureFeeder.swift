import Fundus
import Imaging
import NeuralNet
import Workbench

/// Turns pictures into the rows of a plan's inputs.
///
/// Samples become -1...1 (`Normalisation.halves`, as timm's Inception weights expect).
struct PictureFeeder: Sendable {
  let source: any PictureSource
  let configuration: ZoomInNetConfiguration
  let threadCount: Int

  /// The views of some pictures, oriented, as [pictures,3,view,view].
  func views(_ pictures: [Int], _ orientations: [Orientation]) throws -> [Float] {
    let side = configuration.preset.viewPixels
    let rows = try Parallel.map(count: pictures.count, threadCount: threadCount) { row in
      let raster = try checked(try source.view(pictures[row]), pictures[row], side)
      return planes(raster, orientations[row])
    }
    var values: [Float] = []
    values.reserveCapacity(pictures.count * 3 * side * side)
    for row in rows { values.append(contentsOf: row) }
    return values
  }

  /// The zoom pictures of some pictures.
  func zooms(_ pictures: [Int]) throws -> [Raster] {
    try Parallel.map(count: pictures.count, threadCount: threadCount) { row in
      try checked(try source.zoom(pictures[row]), pictures[row], configuration.preset.zoomPixels)
    }
  }

  /// C-Net's input for a batch, [eyes * N,3,crop,crop], and the eye of each patch.
  ///
  /// `regions` are given in the oriented picture. An eye with fewer than N regions has them more than once,
  /// which changes no maximum; an eye with none has the centre of the picture, unused (owner -1).
  func patches(
    _ zooms: [Raster], _ orientations: [Orientation], _ regions: [[Region]]
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
        values.append(contentsOf: planes(cut(zooms[eye], box, orientations[eye]), orientations[eye]))
        owners.append(found.isEmpty ? -1 : Int32(eye))
      }
    }
    return (values, owners)
  }

  // MARK: -

  /// The piece of an upright picture that a box of the oriented one shows, still upright.
  private func cut(_ zoom: Raster, _ box: Box, _ orientation: Orientation) -> Raster {
    let upright = orientation.inverse.map(box, side: Float(zoom.width))
    return zoom.cropped(
      x: Int(upright.minX), y: Int(upright.minY), width: Int(upright.width), height: Int(upright.height))
  }

  private func planes(_ raster: Raster, _ orientation: Orientation) -> [Float] {
    let count = 3 * raster.width * raster.height
    return [Float](unsafeUninitializedCapacity: count) { buffer, initialised in
      Normalisation.halves.fill(
        raster, orientation: orientation, into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
      initialised = count
    }
  }

  private func checked(_ raster: Raster, _ picture: Int, _ side: Int) throws -> Raster {
    guard raster.width == side, raster.height == side else {
      throw ZoomInNetError(
        .picture, at: "picture \(picture)",
        "is \(raster.width)x\(raster.height) where preset \(configuration.preset.name) wants \(side)x\(side)",
        remedy: "Prepare the pictures at the preset's view and zoom pixels.")
    }
    return raster
  }
}
