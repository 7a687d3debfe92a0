import NeuralNet
import Workbench

extension ZoomInNetPreset {
  /// The same network on pictures of other sizes: the trunk and the view decide how many cells M has, and the cells lie
  /// at the centres of the trunk's receptive fields. No parameter changes its shape.
  ///
  /// - Parameters:
  ///   - viewPixels: side of the view; nil: the preset's own.
  ///   - zoomPixels: side of the zoom picture; nil: the preset's own if the view is the preset's, else in the same
  ///     proportion to the view.
  /// - Returns: nil if the view is too small for the trunk.
  public func reading(viewPixels: Int?, zoomPixels: Int?) -> ZoomInNetPreset? {
    var preset = self
    preset.viewPixels = viewPixels ?? self.viewPixels
    let proportion = Double(self.zoomPixels) / Double(self.viewPixels)
    preset.zoomPixels = zoomPixels ?? Int((Double(preset.viewPixels) * proportion).rounded())
    guard preset.viewPixels != self.viewPixels else { return preset }
    // Layers without padding have no output for a view that is much smaller than the preset's.
    guard 2 * preset.viewPixels >= self.viewPixels else { return nil }
    var builder = NetworkBuilder()
    let view = builder.input(
      Port.view, kind: .eye,
      shape: FeatureShape(channels: 3, height: preset.viewPixels, width: preset.viewPixels))
    let m = builder.mNet(view, preset.mNet)
    guard m.shape.height > 0, m.shape.width == m.shape.height else { return nil }
    builder.graph.output(Port.m, m.node)
    guard let cells = builder.graph.cells(ofOutput: Port.m, inInput: Port.view) else { return nil }
    preset.cells = cells
    return preset
  }
}
