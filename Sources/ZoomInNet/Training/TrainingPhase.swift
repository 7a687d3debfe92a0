/// The three phases of training, in order.
///
/// Source: Wang et al. 2017, the implementation details.
public enum TrainingPhase: String, Hashable, Sendable, CaseIterable {
  /// Phase 1: M-Net by CE(y_M).
  case mNet = "m-net"
  /// Phase 2: A-Net by CE(y_A), every byte of M-Net unchanged, its batch norm in inference mode.
  case aNet = "a-net"
  /// Phase 3: all by w_M CE(y_M) + w_A CE(y_A) + w_C CE(y_C).
  case joint = "zoom-in-net"
}
