import NeuralNet
import Testing

@testable import ZoomInNet

@Suite("Work that is measured")
struct NetworkWorkTests {
  @Test(
    "training moves what learns, inference moves nothing", arguments: ["testing-m-net", "testing-c-net"],
    [NetworkWork.Pass.training, .inference])
  func moves(name: String, pass: NetworkWork.Pass) throws {
    let network = try #require(NamedNetwork.named(name))
    let parameters = Parameters(for: [network.graph], seed: 2, wakesResting: true)
    let before = parameters.tensors.mapValues(\.values)
    let work = try NetworkWork(network, parameters, pass, itemCount: 4, precision: .f32, laneCount: 1)
    #expect(parameters.tensors.mapValues(\.values) == before, "nothing runs before it is asked to")
    let watch = Stopwatch()
    work.stopwatch = watch
    try work.perform()
    let after = parameters.tensors.mapValues(\.values)
    #expect((after == before) == (pass == .inference))
    #expect(after.values.allSatisfy { $0.allSatisfy(\.isFinite) })
    #expect(watch.steps.contains { $0.label == "update of the parameters" } == (pass == .training))
    let larger = try NetworkWork(network, parameters, pass, itemCount: 8, precision: .f32, laneCount: 1)
    #expect(work.planBytes < larger.planBytes)
  }

  @Test(
    "the whole network at work moves all three parts, or none",
    arguments: [NetworkWork.Pass.training, .inference])
  func jointly(pass: NetworkWork.Pass) throws {
    let model = ZoomInNetModel(ZoomInNetConfiguration(preset: .testing), seed: 2, wakesResting: true)
    let before = model.parameters.tensors.mapValues(\.values)
    let work = try NetworkWork(
      jointlyBy: model, pass, eyeCount: 4, precision: .f32, laneCount: 1, threadCount: 1)
    try work.perform()
    let moved = Set(
      model.parameters.learnableNames.filter { model.parameters[$0] != before[$0] }
        .map { String($0.prefix { $0 != "." }) })
    #expect(moved == (pass == .training ? ["m_net", "a_net", "c_net"] : []))
  }
}
