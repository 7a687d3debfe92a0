import Imaging
import Testing
import Workbench

@testable import Spots

struct SpotFinderTests {
  /// A grey retina of 615 pixels (half of 1230) with discs of a given brightness.
  private func retina(_ discs: [(x: Float, y: Float, radius: Float, value: UInt8)], vessel: Bool = false)
    -> Raster
  {
    let side = 615
    var picture = Raster(width: side, height: side, channelCount: 3)
    for y in 0..<side {
      for x in 0..<side {
        let (u, v) = (Float(x) + 0.5, Float(y) + 0.5)
        let centre = Float(side) / 2
        guard (u - centre) * (u - centre) + (v - centre) * (v - centre) < centre * centre else { continue }
        var value: Float = 120
        for disc in discs {
          let distance = ((u - disc.x) * (u - disc.x) + (v - disc.y) * (v - disc.y)).squareRoot()
          let inside = max(0, min(1, disc.radius - distance + 0.5))
          value += inside * (Float(disc.value) - value)
        }
        if vessel, abs(u - v) < 4 { value = 60 }
        for channel in 0..<3 { picture.samples[(y * side + x) * 3 + channel] = UInt8(value) }
      }
    }
    return picture
  }

  private func spots(
    _ picture: Raster, threads: Int = 2, of configuration: SpotConfiguration = SpotConfiguration()
  ) -> [Spot] {
    SpotFinder(configuration).spots(
      of: ContrastPicture(picture, reach: configuration.contrastReach),
      budget: ResourceBudget(threadCount: threads, memoryBytes: 1 << 30))
  }

  @Test func `discs are found at their centres, at the scale of their size, dark and bright apart`() throws {
    let discs: [(x: Float, y: Float, radius: Float, value: UInt8)] = [
      (200.5, 210.5, 2.5, 60), (400.5, 300.5, 4, 70), (300.5, 450.5, 2.5, 200), (200.5, 400.5, 4, 190),
    ]
    let found = spots(retina(discs))
    for disc in discs {
      let polarity: Spot.Polarity = disc.value < 120 ? .dark : .bright
      let spot = try #require(
        found.first { $0.polarity == polarity && abs($0.x - disc.x) <= 1 && abs($0.y - disc.y) <= 1 })
      let expected = disc.radius / Float(2).squareRoot()
      #expect(spot.scale > expected / 1.5 && spot.scale < expected * 1.5, "\(spot), \(expected)")
      #expect(spot.strength > 0.1)
    }
    #expect(found.filter { $0.strength > 0.1 }.count == discs.count)
  }

  @Test func `a disc that is dark in red alone is found where red is searched`() {
    var picture = retina([])
    let marked = retina([(300.5, 250.5, 4, 60), (200.5, 400.5, 4, 190)])
    for sample in stride(from: 0, to: picture.samples.count, by: 3) {
      picture.samples[sample] = marked.samples[sample]
    }
    var configuration = SpotConfiguration()
    #expect(spots(picture).allSatisfy { $0.strength < 0.02 })
    configuration.channels = [.green, .red]
    let found = spots(picture, of: configuration).filter { $0.strength > 0.1 }
    #expect(found.map(\.polarity) == [.dark, .bright])
    #expect(abs((found.first?.x ?? 0) - 300.5) <= 1 && abs((found.first?.y ?? 0) - 250.5) <= 1)
  }

  @Test func `a cut-off that nothing reaches changes nothing`() {
    let picture = retina([(200.5, 210.5, 2.5, 60), (400.5, 300.5, 4, 190)], vessel: true)
    var configuration = SpotConfiguration()
    configuration.otherContrast = 0.999
    #expect(spots(picture, of: configuration) == spots(picture))
  }

  @Test func `a vessel is no spot`() {
    let found = spots(retina([], vessel: true)).filter { $0.polarity == .dark }
    let disc = spots(retina([(400.5, 200.5, 3, 60)])).filter { $0.polarity == .dark }
    #expect((found.first?.strength ?? 0) < 0.2 * disc[0].strength)
  }

  @Test func `spots do not depend on the number of threads, come by strength, and keep their distance`() {
    var discs: [(x: Float, y: Float, radius: Float, value: UInt8)] = []
    for index in 0..<40 {
      let (column, row) = (Float(index % 8), Float(index / 8))
      discs.append((150.5 + 40 * column, 180.5 + 50 * row, Float(2 + index % 4), UInt8(40 + index)))
    }
    let picture = retina(discs)
    let found = spots(picture)
    #expect(found == spots(picture, threads: 1))
    for polarity in Spot.Polarity.allCases {
      let strengths = found.filter { $0.polarity == polarity }.map(\.strength)
      #expect(strengths == strengths.sorted(by: >) && strengths.count <= SpotConfiguration().proposalCount)
    }
    for one in found {
      for other in found where one != other && one.polarity == other.polarity {
        #expect(max(abs(one.x - other.x), abs(one.y - other.y)) >= 7.5)
      }
    }
  }

  @Test func `nothing is found at the rim of the retina`() {
    let found = spots(retina([(307.5, 8, 4, 20), (15, 307.5, 4, 20), (307.5, 307.5, 4, 60)]))
    #expect(found.filter { $0.strength > 0.1 }.map(\.x).allSatisfy { abs($0 - 307.5) <= 1 })
  }

  @Test func `a profile does not change when the picture is turned`() throws {
    let discs: [(x: Float, y: Float, radius: Float, value: UInt8)] = [
      (200.5, 210.5, 3, 60), (230.5, 220.5, 5, 180),
    ]
    let upright = retina(discs, vessel: true)
    let turned = retina(discs.map { ($0.y, $0.x, $0.radius, $0.value) }, vessel: true)
    func profile(_ picture: Raster, x: Float, y: Float) -> [Float] {
      RadialProfile().descriptors(
        of: [Spot(x: x, y: y, scale: 2, polarity: .dark, strength: 1)],
        in: ContrastPicture(picture, reach: SpotConfiguration().contrastReach))
    }
    let (one, other) = (profile(upright, x: 200.5, y: 210.5), profile(turned, x: 210.5, y: 200.5))
    #expect(one.count == RadialProfile.dimension)
    for (a, b) in zip(one, other) { #expect(abs(a - b) < 1e-5) }
    let elsewhere = profile(upright, x: 300.5, y: 100.5)
    #expect(zip(one, elsewhere).contains { abs($0 - $1) > 0.1 })
  }
}
