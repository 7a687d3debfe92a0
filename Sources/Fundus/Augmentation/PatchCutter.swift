import Imaging
import Workbench

/// Cuts square patches out of a zoom square, in the orientation that the network saw the view in.
public struct PatchCutter: Hashable, Sendable {
  /// Side of a patch as C-Net takes it.
  public var patchPixels: Int
  /// How samples become numbers.
  public var normalisation: Normalisation

  /// A cutter for patches of the given side.
  public init(patchPixels: Int, normalisation: Normalisation = .halves) {
    self.patchPixels = patchPixels
    self.normalisation = normalisation
  }

  /// Writes a patch as three planes [3, patchPixels, patchPixels].
  ///
  /// - Parameters:
  ///   - zoom: the upright zoom square.
  ///   - box: the patch, square, in pixels of the *oriented* zoom square. A box of `patchPixels` at whole
  ///     pixels is copied; any other is resampled. What lies outside is black.
  ///   - orientation: how the view was turned.
  ///   - planes: exactly `3 * patchPixels * patchPixels` numbers.
  public func fill(
    from zoom: Raster, box: Box, orientation: Orientation, into planes: UnsafeMutableBufferPointer<Float>
  ) {
    normalisation.fill(
      patch(from: zoom, box: box, orientation: orientation), orientation: orientation, into: planes)
  }

  /// The upright pixels of a patch whose box is given in the oriented square.
  func patch(from zoom: Raster, box: Box, orientation: Orientation) -> Raster {
    let upright = orientation.inverse.map(box, side: Float(zoom.width))
    return zoom.crop(upright, toWidth: patchPixels, height: patchPixels, filter: .area)
  }
}
