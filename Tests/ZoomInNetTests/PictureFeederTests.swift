import Fundus
import Imaging
import NeuralNet
import Testing
import Workbench

@testable import ZoomInNet

@Suite("Patches for C-Net") struct PictureFeederTests {
  private let pictures = DrawnPictures(patientCount: 5)
  private let configuration = ZoomInNetConfiguration(preset: .testing)

  private var feeder: PictureFeeder {
    PictureFeeder(source: pictures, configuration: configuration, threadCount: 1)
  }

  /// A region whose crop begins at a corner, in the oriented picture.
  private func region(x: Float, y: Float) -> Region {
    let side = Float(configuration.regionSampler.patchPixels)
    let crop = Box(minX: x, minY: y, maxX: x + side, maxY: y + side)
    return Region(
      row: 0, column: 0, level: 1, response: 1, peakX: 0, peakY: 0, cropZoom: crop, cropView: crop,
      windowView: crop, windowZoom: crop)
  }

  /// Every pixel differs from its neighbours, so that a shift or a turn shows.
  private func gradedPicture() -> Raster {
    let side = configuration.preset.zoomPixels
    var raster = Raster(width: side, height: side, channelCount: 3, filledWith: 0)
    for place in raster.samples.indices {
      let (pixel, channel) = (place / 3, place % 3)
      raster.samples[place] = UInt8(truncatingIfNeeded: [pixel % side, pixel / side, pixel * 7][channel])
    }
    return raster
  }

  @Test(
    "are cut where the regions of the turned view lie, and turned with it", arguments: Orientation.allCases)
  func turned(orientation: Orientation) {
    let zoom = gradedPicture()
    let side = zoom.width
    // The whole picture as the network would see it, from which a region of the turned view is read off.
    var whole = [Float](repeating: 0, count: 3 * side * side)
    whole.withUnsafeMutableBufferPointer {
      Normalisation.halves.fill(zoom, orientation: orientation, into: $0)
    }
    let corners: [(Int, Int)] = [(3, 20), (0, 0), (41, 7), (60, 33)]
    let regions = corners.map { region(x: Float($0.0), y: Float($0.1)) }
    let patches = feeder.patches([zoom], [orientation], [regions])
    let patchSide = configuration.regionSampler.patchPixels
    var expected: [Float] = []
    for (left, top) in corners {
      for channel in 0..<3 {
        for row in top..<top + patchSide {
          let start = (channel * side + row) * side + left
          expected += whole[start..<start + patchSide]
        }
      }
    }
    #expect(patches.values == expected)
    #expect(patches.owners == [0, 0, 0, 0])
  }

  @Test("an eye with fewer regions than N has them again in turn; one without any has the centre, unused")
  func fewerRegions() throws {
    let zooms = try feeder.zooms([0, 2, 4])
    let (one, other) = (region(x: 5, y: 9), region(x: 40, y: 2))
    let patches = feeder.patches(zooms, Array(repeating: .upright, count: 3), [[one, other], [], [other]])
    let centre = configuration.regionSampler.centreCrop
    let cuts: [(eye: Int, box: Box)] = [
      (0, one.cropZoom), (0, other.cropZoom), (0, one.cropZoom), (0, other.cropZoom), (1, centre),
      (1, centre),
      (1, centre), (1, centre), (2, other.cropZoom), (2, other.cropZoom), (2, other.cropZoom),
      (2, other.cropZoom),
    ]
    var values: [Float] = []
    for (eye, box) in cuts {
      let cut = zooms[eye].cropped(
        x: Int(box.minX), y: Int(box.minY), width: Int(box.width), height: Int(box.height))
      for channel in 0..<3 {
        for pixel in 0..<cut.width * cut.height { values.append(Float(cut.samples[3 * pixel + channel])) }
      }
    }
    #expect(patches.values.count == values.count)
    for (own, byte) in zip(patches.values, values) {
      #expect(abs(own - (byte / 127.5 - 1)) < 1e-5)  // two roundings near 1
    }
    #expect(patches.owners == [0, 0, 0, 0, -1, -1, -1, -1, 2, 2, 2, 2])
  }

  @Test("what C-Net says of an eye depends on which regions there are, not how often or in which order")
  func repeatedRegions() throws {
    let model = ZoomInNetModel(configuration, seed: 6, wakesResting: true)
    let plan = try model.patchPlan(
      eyeCount: 1, mode: .inference, precision: .f32, laneCount: 1, givesGradient: false)
    let zooms = [gradedPicture()]
    func said(_ regions: [Region]) throws -> [Float] {
      let (values, owners) = feeder.patches(zooms, [.upright], [regions])
      plan.setInput(Port.patch, values)
      plan.setInput(Port.dM, Array(repeating: 0.25, count: configuration.preset.channelCount))
      plan.setIndices(Port.owner, owners)
      plan.setIndices(Port.grade, [-1])
      try plan.forward()
      return plan.output(Port.yC)
    }
    let (one, other) = (region(x: 5, y: 9), region(x: 70, y: 66))
    let both = try said([one, other])
    #expect(try said([other, one]) == both)
    #expect(try said([one, other, one, other]) == both)
    #expect(try said([one]) != both)
    #expect(try said([]) != said([one]))
  }
}
