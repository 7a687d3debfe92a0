import Imaging
import TestSupport
import Workbench

@testable import ZoomInNet

/// Grey squares with as many bright spots as the grade, at places drawn from a seed; both eyes of a patient
/// have the same grade.
struct DrawnPictures: PictureSource {
  let patientCount: Int
  var preset = ZoomInNetPreset.testing
  var seed: UInt64 = 7

  var pictures: [Int] { Array(0..<2 * patientCount) }

  var eyes: EyeSet {
    EyeSet(grades: pictures.map { ($0 / 2) % 5 }, fellows: pictures.map { $0 ^ 1 })
  }

  func zoom(_ index: Int) throws -> Raster {
    let side = preset.zoomPixels
    var raster = Raster(width: side, height: side, channelCount: 3, filledWith: 90)
    var stream = RandomStream(seed: seed, purpose: "spots", items: index)
    for _ in 0..<(index / 2) % 5 {
      let (left, top) = (stream.integer(below: side - 20), stream.integer(below: side - 20))
      for row in top..<top + 20 {
        let start = (row * side + left) * 3
        raster.samples.replaceSubrange(start..<start + 60, with: repeatElement(250, count: 60))
      }
    }
    return raster
  }

  func view(_ index: Int) throws -> Raster {
    try zoom(index).resampled(width: preset.viewPixels, height: preset.viewPixels)
  }
}

/// The same pictures with a little less than their left half black.
struct HalfBlack: PictureSource {
  let source: DrawnPictures

  func zoom(_ index: Int) throws -> Raster { darkened(try source.zoom(index)) }

  func view(_ index: Int) throws -> Raster { darkened(try source.view(index)) }

  private func darkened(_ raster: Raster) -> Raster {
    var raster = raster
    for row in 0..<raster.height {
      for column in 0..<raster.width * 25 / 56 {
        for channel in 0..<3 { raster.samples[(row * raster.width + column) * 3 + channel] = 0 }
      }
    }
    return raster
  }
}

extension TrainingConfiguration {
  /// Few short epochs at a rate that the testing preset learns with.
  static func brief(seed: UInt64 = 3, epochCount: Int = 2, accumulateCount: Int = 1) -> TrainingConfiguration
  {
    var training = TrainingConfiguration()
    training.seed = seed
    training.batchPatientCount = 3
    training.accumulateCount = accumulateCount
    training.mNet = PhaseConfiguration(epochCount: epochCount, learningRate: 0.02)
    training.aNet = training.mNet
    training.joint = PhaseConfiguration(epochCount: epochCount, learningRate: 0.02, batchNorm: .frozen)
    training.headRateFactor = 0.5
    return training
  }
}

let testBudget = ResourceBudget.tests
