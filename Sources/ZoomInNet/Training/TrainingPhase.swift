/// The three phases of training, in order.
///
/// Source: Wang et al. 2017, the implementation details in section 3.
public enum TrainingPhase: String, Hashable, Sendable, CaseIterable {
  /// Phase 1: M-Net learns by CE(y_M).
  case mNet = "m-net"
  /// Phase 2: A-Net learns by CE(y_A). M-Net does not change; its batch norm is in inference mode.
  case aNet = "a-net"
  /// Phase 3: all networks learn by w_M CE(y_M) + w_A CE(y_A) + w_C CE(y_C).
  case joint = "zoom-in-net"

  /// The head that the phase is the first to train.
  public var head: Head {
    switch self {
    case .mNet: .mNet
    case .aNet: .aNet
    case .joint: .cNet
    }
  }
}
