import NeuralNet

extension ZoomInNetPreset {
  /// 10^9 floating-point operations of a forward pass of M-Net and A-Net for one eye.
  public var eyeGigaFlop: Double { graphs.eyeCost.gigaFlop(of: .eye) }
  /// 10^9 floating-point operations of a forward pass of C-Net for one patch.
  public var patchGigaFlop: Double { graphs.patchCost.gigaFlop(of: .patch) }

  private var graphs: ZoomInNetGraphs { ZoomInNetGraphs(ZoomInNetConfiguration(preset: self)) }
}
