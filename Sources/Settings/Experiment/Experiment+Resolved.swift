import Discovery
import Foundation
import Fundus
import NeuralNet
import Workbench
import ZoomInNet

/// Values that follow from several keys.
extension Experiment {
  /// Threads and memory that the work may use.
  public var budget: ResourceBudget {
    var budget = ResourceBudget.machine
    if runtime.threads > 0 { budget.threadCount = runtime.threads }
    if runtime.memoryGigabytes > 0 {
      budget.memoryBytes = max(1, Int(runtime.memoryGigabytes * ResourceBudget.gigabyte))
    }
    return budget
  }

  /// `runtime.lanes`, resolved to a number for this machine.
  public var laneCount: Int { runtime.lanes ?? ResourceBudget.machine.threadCount }

  /// `runtime.precision`, resolved for this machine.
  public var precision: Precision {
    switch runtime.precision {
    case .f32: .f32
    case .bf16: .bf16
    case .auto: Backend.bf16 == .native ? .bf16 : .f32
    }
  }

  /// The folder of all runs and caches.
  public var outputs: URL { URL(fileURLWithPath: runtime.outputs, isDirectory: true) }

  /// The network's configuration for the picture sizes of `data`.
  public var network: ZoomInNetConfiguration {
    var network = model
    guard let preset = model.preset.reading(viewPixels: data.viewPixels, zoomPixels: data.zoomPixels) else {
      preconditionFailure("validate() let through a view of \(data.viewPixels ?? 0) pixels")
    }
    network.preset = preset
    return network
  }

  /// The network's sizes.
  public var preset: ZoomInNetPreset { network.preset }

  /// The training settings, with these resolved values of `runtime`.
  public func training(laneCount: Int, precision: Precision) -> TrainingConfiguration {
    var training = train
    training.seed = UInt64(general.seed)
    training.laneCount = laneCount
    training.precision = precision
    return training
  }

  /// How photographs are prepared for the network.
  public var preparation: PreparationConfiguration {
    var preparation = data.preparation
    let preset = network.preset
    preparation.viewPixels = preset.viewPixels
    preparation.zoomPixels = preset.zoomPixels
    return preparation
  }

  /// How patients are divided into splits if the data do not assign them.
  public var split: SplitConfiguration {
    var split = data.split
    split.seed = UInt64(data.splitSeed ?? general.seed)
    return split
  }

  /// The finder of the retina, outside of which pictures are painted black; nil if `data.mask_border` is false.
  public var border: RetinaFinder? {
    data.preparation.masksBorder ? RetinaFinder(threshold: data.preparation.borderThreshold) : nil
  }

  /// How tiles of mosaics are made.
  public var tile: TileConfiguration {
    var tile = tiles
    tile.border = border
    return tile
  }
}
