import Foundation
import Testing

/// Real photographs, which lie outside the project.
public enum RealData {
  /// The folder that `ZOOMIN_REAL_DATA` names.
  public static let folder = ProcessInfo.processInfo.environment["ZOOMIN_REAL_DATA"].map {
    URL(fileURLWithPath: $0)
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips the test where there are no real photographs.
  public static var withRealData: Self {
    .enabled(if: RealData.folder != nil, "ZOOMIN_REAL_DATA names no folder of photographs")
  }
}
