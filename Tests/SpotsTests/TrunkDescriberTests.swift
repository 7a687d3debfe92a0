import Imaging
import NeuralNet
import Spots
import Testing
import Workbench
import ZoomInNet

@Suite struct TrunkDescriberTests {
  private let configuration = ZoomInNetConfiguration(preset: .testing)
  private let side = 140

  private func describer(_ layers: [SpotLayer]) throws -> TrunkDescriber? {
    let model = ZoomInNetModel(configuration, seed: 4, wakesResting: true)
    return try TrunkDescriber(
      configuration, parameters: model.parameters, title: "trained", layers: layers, side: side,
      laneCount: 1)
  }

  private func picture(shift: Int = 0) -> SpotPicture {
    var raster = Raster(width: side, height: side, channelCount: 3)
    for y in 0..<side {
      for x in 0..<side {
        let value = UInt8(clamping: 90 + 40 * (((x - shift) / 16 + y / 16) % 2))
        for channel in 0..<3 { raster.samples[(y * side + x) * 3 + channel] = value + UInt8(10 * channel) }
      }
    }
    return SpotPicture(raster, reach: 0.05)
  }

  private func spot(_ x: Float, _ y: Float) -> Spot {
    Spot(x: x, y: y, scale: 2, polarity: .dark, strength: 1)
  }

  @Test func `each layer's part has length 1 and does not depend on the other spots`() throws {
    let describer = try #require(try describer([.stride4, .m]))
    let m = try #require(try self.describer([.m]))
    let spots = [spot(70.5, 70.5), spot(31, 90.25), spot(0.5, 139.5)]
    let rows = try describer.descriptors(of: spots, in: picture())
    #expect(rows.count == 3 * describer.dimension && m.dimension == configuration.preset.channelCount)
    for index in spots.indices {
      let own = Array(rows[index * describer.dimension..<(index + 1) * describer.dimension])
      let split = describer.dimension - m.dimension
      for part in [own[..<split], own[split...]] {
        #expect(abs(part.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
      }
      #expect(try describer.descriptors(of: [spots[index]], in: picture()) == own)
    }
  }

  @Test func `a picture moved by a cell moves its descriptors`() throws {
    let describer = try #require(try describer([.stride4]))
    let here = try describer.descriptors(of: [spot(70.5, 70.5)], in: picture())
    let moved = try describer.descriptors(of: [spot(74.5, 70.5)], in: picture(shift: 4))
    #expect(zip(here, moved).allSatisfy { abs($0 - $1) < 1e-4 })
    #expect(here != (try describer.descriptors(of: [spot(74.5, 70.5)], in: picture())))
  }

  @Test func `a layer that the trunk has not gives none`() throws {
    #expect(try describer([.stride16]) == nil)
    #expect(try describer([]) == nil)
  }
}
