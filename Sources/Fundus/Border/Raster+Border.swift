import Imaging
import Workbench

extension Raster {
  /// Paints everything outside the retina that a finder found black; see `blacken(outside:method:inset:)`.
  ///
  /// - Parameter finding: the finding on this picture at its full scale.
  public mutating func blackenBorder(_ finding: RetinaFinder.Finding) {
    blacken(outside: finding.outline, method: finding.method, inset: finding.seamPixels)
  }

  /// Paints everything outside the retina black, such as a white border or lettering in a corner.
  ///
  /// If no circle could be fitted, only the outside of the bright part's box is painted, because the ellipse is then
  /// only an approximation and must not hide retina. A picture without a border is not changed.
  ///
  /// - Parameters:
  ///   - outline: the retina, in pixels of this picture.
  ///   - method: how the outline was found.
  ///   - inset: how far inside the outline the black begins, in pixels, so that no sliver of a white border is left.
  mutating func blacken(outside outline: RetinaOutline, method: RetinaFinder.Method, inset: Float) {
    guard method != .wholePicture else { return }
    let radiusX = max(0, outline.radiusX - inset)
    let radiusY = max(0, outline.radiusY - inset)
    let stride = width * channelCount
    samples.withUnsafeMutableBufferPointer { samples in
      for row in 0..<height {
        let dy = (Float(row) + 0.5 - outline.centreY) / radiusY
        var half: Float = abs(dy) <= 1 ? radiusX : -1
        if method == .circle, half > 0 { half *= (1 - dy * dy).squareRoot() }
        // Pixels are kept whose centre lies within `half` of the outline's.
        let first = half < 0 ? width : min(width, max(0, Int((outline.centreX - half - 0.5).rounded(.up))))
        let end =
          half < 0 ? width : max(first, min(width, Int((outline.centreX + half + 0.5).rounded(.down))))
        let start = row * stride
        samples[start..<start + first * channelCount].update(repeating: 0)
        samples[start + end * channelCount..<start + stride].update(repeating: 0)
      }
    }
  }
}
