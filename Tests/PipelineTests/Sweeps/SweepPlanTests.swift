import Settings
import Testing
import Workbench

@testable import Pipeline

@Suite struct SweepPlanTests {
  private func read(_ yaml: String) throws -> Sweep { try SweepReader.read(yaml, place: "s.yaml") }

  private func values(_ sweep: Sweep) throws -> [[String]] {
    try sweep.members(place: "s.yaml").map(\.values)
  }

  @Test func `sets of values are combined with every combination, and name their members`() throws {
    let sweep = try read(
      """
      run: a
      list:
        plain: {}
        smooth:
          cluster: {smoothing: 8, features: raw}
      sweep:
        cluster:
          damping: [0.8, 0.9]
      """)
    #expect(sweep.plan.paths == ["cluster.smoothing", "cluster.features", "cluster.damping"])
    let members = try sweep.members(place: "s.yaml")
    #expect(members.map(\.name) == ["plain", "plain", "smooth", "smooth"])
    #expect(
      try values(sweep) == [
        ["0", "l2", "0.8"], ["0", "l2", "0.9"], ["8", "raw", "0.8"], ["8", "raw", "0.9"],
      ], "a key that a member does not set is shown as the member has it")
  }

  @Test func `a list without names is numbered, and its values may be lists or null`() throws {
    let sweep = try read(
      """
      run: a
      list:
        - cluster: {damping: 0.8}
        - cluster: {damping: 0.7, exclude: [border]}
      """)
    #expect(try sweep.members(place: "s.yaml").map(\.name) == [nil, nil])
    #expect(try values(sweep).map(\.first) == ["0.8", "0.7"])
    #expect(sweep.plan.bundles[1].assignments[1].value == .list(["border"]))
  }

  @Test func `draws depend on the seed, lie in their ranges, and a larger number adds to them`() throws {
    func drawn(count: Int, seed: Int) throws -> [[String]] {
      try values(
        try read(
          """
          run: a
          random: {count: \(count), seed: \(seed)}
          sweep:
            cluster:
              damping: {uniform: [0.6, 0.9]}
              window: {log_uniform: [5, 200]}
              features: [l2, raw]
          """))
    }
    let few = try drawn(count: 5, seed: 1)
    let many = try drawn(count: 60, seed: 1)
    #expect(few.count == 5 && Array(many.prefix(5)) == few)
    #expect(try drawn(count: 5, seed: 2) != few)
    #expect(Set(many).count == 60)
    #expect(many.allSatisfy { (0.6...0.9).contains(Double($0[0]) ?? 0) && $0[0].count <= 6 })
    let windows = many.compactMap { Int($0[1]) }
    #expect(windows.count == 60 && windows.allSatisfy { (5...200).contains($0) })
    // Half of the draws lie below the geometric mean, 31.6; with 60 draws the count is within four deviations.
    #expect((14...46).contains(windows.count { $0 < 32 }))
    #expect((14...46).contains(many.count { $0[2] == "raw" }))
  }
}
