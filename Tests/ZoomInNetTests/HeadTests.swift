import Testing
import TestSupport
import Workbench

@testable import ZoomInNet

@Suite("Heads and what is made of them")
struct HeadTests {
  private let pictures = DrawnPictures(patientCount: 2)

  @Test(
    "y is the mean of the heads that were asked for, as far as they are trained",
    arguments: [
      (Set([Head.mNet, .aNet]), Set([Head.mNet, .cNet]), Set([Head.mNet])),
      ([.mNet, .aNet, .cNet], [.aNet, .cNet], [.aNet, .cNet]),
      ([.mNet], [.mNet, .aNet, .cNet], [.mNet]),
    ] as [(Set<Head>, Set<Head>, Set<Head>)])
  func combined(trained: Set<Head>, asked: Set<Head>, expected: Set<Head>) throws {
    let configuration = PredictionConfiguration(heads: trained, combined: asked)
    #expect(configuration.combined == expected)
    let model = ZoomInNetModel(ZoomInNetConfiguration(preset: .testing), seed: 4, wakesResting: true)
    let prediction = try ZoomInNetPredictor(
      model, configuration: configuration, source: pictures, eyes: pictures.eyes, budget: .tests
    ).predictions([1])[0]
    #expect(Set(prediction.heads.keys) == trained)
    for level in 0..<5 {
      let parts = try Head.allCases.filter(expected.contains).map {
        try #require(prediction.heads[$0])[level]
      }
      #expect(prediction.probabilities[level] == parts.reduce(0, +) / Float(parts.count))
    }
    let own = try #require(prediction.heads[.mNet])
    #expect((prediction.probabilities == own) == (expected == [.mNet]), "the heads differ")
  }

  @Test("the keys of heads refuse an empty list, a head twice and a word that is none")
  func keys() throws {
    let combine = try #require(HeadConfiguration.keys.first { $0.name == "combine" })
    var heads = HeadConfiguration()
    for list in [[], ["y_m", "y_m"], ["y"], ["y_m", "z"]] {
      #expect(!combine.read(.list(list), into: &heads), "\(list)")
    }
    #expect(heads == HeadConfiguration())
    #expect(combine.read(.list(["y_c", "y_m"]), into: &heads) && heads.combined == [.cNet, .mNet])
    #expect(try combine.identity(in: heads) == "[y_m, y_c]", "the order of heads changes no result")
    let decision = try #require(HeadConfiguration.keys.first { $0.name == "head" })
    #expect(decision.read(.scalar("y_c"), into: &heads) && heads.decision == .cNet)
    for head in Head.allCases { #expect(HeadConfiguration.Decision(rawValue: head.rawValue) != nil) }
  }

  private func prediction(_ probabilities: [Float]) -> PicturePrediction {
    PicturePrediction(
      picture: 3, heads: [:], probabilities: probabilities, gatedAttention: Array(repeating: 0, count: 5 * 4),
      features: (0..<12).map(Float.init), retina: nil, regions: [])
  }

  @Test("the level is the likeliest one, of equals the lowest")
  func level() {
    #expect(prediction([0.1, 0.2, 0.4, 0.2, 0.1]).level == 2)
    #expect(prediction([0.3, 0.3, 0.1, 0.3, 0]).level == 0)
    #expect(prediction([0, 0, 0, 0.5, 0.5]).level == 3)
  }

  @Test("a cell's feature takes its number from every channel")
  func feature() {
    #expect(prediction([1, 0, 0, 0, 0]).feature(row: 1, column: 0) == [2, 6, 10])
    #expect(prediction([1, 0, 0, 0, 0]).feature(row: 0, column: 1) == [1, 5, 9])
  }
}
