import Settings
import Testing
import Workbench

@testable import Pipeline

@Suite struct SweepMembersTests {
  private func axis(_ path: String, _ values: [String]) -> SweepPlan.Axis {
    SweepPlan.Axis(path, .list(values.map { .scalar($0) }))
  }

  @Test func `a sweep without keys has one member, the base`() throws {
    let members = try Sweep().members(place: "s.yaml")
    #expect(members.map(\.number) == [1] && members[0].values.isEmpty)
    #expect(members[0].experiment.judge.stability == .always)
  }

  @Test func `values that do not go with the others are refused with the sweep's name`() throws {
    var sweep = Sweep()
    sweep.base.cluster.compatibility = .apcluster
    sweep.plan.axes = [axis("cluster.method", ["dense", "sparse"])]
    #expect {
      try sweep.members(place: "s.yaml")
    } throws: { ($0 as? SettingsError)?.place == "s.yaml" }
    sweep.plan.axes = [axis("cluster.damping", ["0.8", "high"])]
    let error = #expect(throws: SettingsError.self) { try sweep.members(place: "s.yaml") }
    #expect(
      error?.description == "s.yaml: cluster.damping is \"high\", but must be a number from 0.5 to 0.9999.")
  }
}
