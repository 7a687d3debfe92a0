import Foundation
import Testing
import TestSupport
import Workbench

@testable import Pipeline

@Suite struct SweepReaderTests {
  private func message(_ yaml: String, _ overrides: [String] = []) -> String? {
    do {
      _ = try SweepReader.read(yaml, place: "s.yaml", overrides: overrides)
      return nil
    } catch let error as any ZoominError {
      return error.exitCode == .configuration ? error.message : "exit code \(error.exitCode)"
    } catch {
      return "not an error of the project: \(error)"
    }
  }

  private let swept = "sweep:\n  cluster:\n    damping: [0.8, 0.9]\n"

  @Test(arguments: [
    ("swep:\n  a: 1\n", "s.yaml, line 1, column 1: there is no key swep. Did you mean sweep?"),
    (
      "sweep:\n  cluster:\n    dampng: [0.9]\n",
      "s.yaml, line 3, column 5: there is no key cluster.dampng. Did you mean cluster.damping?"
    ),
    (
      "sweep:\n  cluster:\n    damping: 0.9\n",
      "s.yaml, line 3, column 5: cluster.damping is \"0.9\", but must be a list of different values."
    ),
    (
      "sweep:\n  cluster:\n    damping: [0.9, 0.9]\n",
      "s.yaml, line 3, column 5: cluster.damping is [0.9, 0.9], but must be a list of different values."
    ),
    (
      "sweep:\n  cluster:\n    damping: [0.9, 7]\n",
      "s.yaml, line 3, column 5: cluster.damping is \"7\", but must be a number from 0.5 to 0.9999."
    ),
    (
      "sweep:\n  mosaic:\n    columns: [8, 9]\n",
      "s.yaml, line 2, column 3: sweeps over mosaic, but only keys of cluster can be swept. Set it under base:."
    ),
    (
      "name: a\n",
      "s.yaml: sweeps over nothing. List values under sweep:, such as cluster: with preference: [...]."
    ),
    (
      "base:\n  train:\n    momentum: 0.9\nsweep:\n  cluster:\n    damping: [0.9]\n",
      "s.yaml, line 2, column 3: there is no key base.train. `zoomin schema` lists every key."
    ),
    (
      "features: a.h5\nrun: b\nsweep:\n  cluster:\n    damping: [0.9]\n",
      "s.yaml, line 2, column 1: names both features and a run. Name one of them."
    ),
    (
      "run: b\ndataset: feats\nsweep:\n  cluster:\n    damping: [0.9]\n",
      "s.yaml: names a data set of a run, which has its own. Leave out dataset:."
    ),
    (
      "minimum_clusters: 1\n",
      "s.yaml, line 1, column 1: minimum_clusters is \"1\", but must be a whole number from 2."
    ),
    (
      "launcher: slurm\nsweep:\n  cluster:\n    damping: [0.9]\n",
      "s.yaml, line 1, column 1: has launcher, which only sweeps of whole runs have. "
        + "Leave it out, or name an experiment: in place of features: or run:."
    ),
    (
      "sweep:\n  cluster:\n    damping: {uniform: [0.6, 0.9]}\n",
      "s.yaml: gives a range for cluster.damping, from which values can only be drawn. "
        + "Add random: with a count: and a seed:, or list values."
    ),
    (
      "sweep:\n  cluster:\n    damping: {uniform: [0.9, 0.6]}\n",
      "s.yaml, line 3, column 5: cluster.damping is from 0.9 to 0.6, but must be a range with its lower end first, within a "
        + "number from 0.5 to 0.9999."
    ),
    (
      "sweep:\n  cluster:\n    features: {uniform: [1, 2]}\n",
      "s.yaml, line 3, column 5: gives a range for cluster.features, which is not a number. List its values."
    ),
    (
      "sweep:\n  cluster:\n    damping: {log_uniform: [0.6, 0.9], uniform: [0.6, 0.9]}\n",
      "s.yaml, line 3, column 5: cluster.damping is a mapping, but must be a list of different values, {uniform: [LOW, HIGH]} or "
        + "{log_uniform: [LOW, HIGH]}."
    ),
    (
      "random:\n  seed: 1\nsweep:\n  cluster:\n    damping: [0.9]\n",
      "s.yaml, line 1, column 1: has random: without a count. Say how many members to draw, such as count: 12."
    ),
    (
      "random:\n  count: 3\nsweep:\n  cluster:\n    damping: [0.8, 0.9]\n",
      "s.yaml: asks for 3 random members, but its values have only 2 different combinations. "
        + "Lower random.count, list more values, or leave out random: for every combination."
    ),
    (
      "random:\n  count: 3\nlist:\n  - cluster:\n      damping: 0.8\n",
      "s.yaml: has random:, but nothing to draw from. List values or ranges under sweep:."
    ),
    (
      "list:\n  a:\n    cluster:\n      damping: 0.8\n  b:\n    cluster:\n      damping: 0.8\n",
      "s.yaml, line 5, column 3: lists the same values twice, first as a. Leave one of them out."
    ),
    (
      "list:\n  - cluster:\n      damping: 0.8\nsweep:\n  cluster:\n    damping: [0.9]\n",
      "s.yaml: sets cluster.damping both under sweep: and under list:. Leave it out of one of them."
    ),
    (
      "name: ../a\n",
      "s.yaml, line 1, column 1: name is \"../a\", but must be a word for the folder of the results."
    ),
  ])
  func `a wrong sweep is answered with what, where and what to do`(yaml: String, expected: String) {
    #expect(message(yaml) == expected)
  }

  @Test func `features may be under another name`() throws {
    let yaml = "features: a.h5\ndataset: 20x/feats\nsweep:\n  cluster:\n    damping: [0.9, 0.8]\n"
    let sweep = try SweepReader.read(yaml, place: "s.yaml")
    #expect(sweep.source == .features("a.h5") && sweep.dataset == "20x/feats")
  }

  @Test func `too many members are refused before any work`() {
    let windows = (1...101).map(String.init).joined(separator: ", ")
    let iterations = (1...100).map(String.init).joined(separator: ", ")
    let yaml = "sweep:\n  cluster:\n    window: [\(windows)]\n    max_iterations: [\(iterations)]\n"
    #expect(message(yaml) == "s.yaml: has 10100 members, more than 10000. List fewer values.")
  }

  @Test func `members are all combinations, the last key changing fastest, over base and overrides`() throws {
    let yaml = """
      name: both
      run: outputs/quickstart
      minimum_clusters: 4
      base:
        cluster:
          window: 50
        judge:
          resamples: 4
      sweep:
        cluster:
          preference: [minimum, "quantile:0.1"]
          damping: [0.8, 0.9]
      """
    let sweep = try SweepReader.read(yaml, place: "s.yaml", overrides: ["judge.permutations=200"])
    #expect(sweep.name == "both")
    #expect(sweep.minimumClusterCount == 4)
    #expect(sweep.source == .run("outputs/quickstart"))
    let members = try sweep.members(place: "s.yaml")
    #expect(members.map(\.number) == [1, 2, 3, 4])
    #expect(
      members.map(\.values)
        == [["minimum", "0.8"], ["minimum", "0.9"], ["quantile:0.1", "0.8"], ["quantile:0.1", "0.9"]])
    for member in members {
      #expect(member.experiment.cluster.window == 50)
      #expect(member.experiment.judge.resamples == 4)
      #expect(member.experiment.judge.permutations == 200)
      #expect("\(member.experiment.cluster.preference)" == member.values[0])
      #expect("\(member.experiment.cluster.damping)" == member.values[1])
    }
  }

  @Test(arguments: [(nil, "always"), ("auto", "always"), ("always", "always"), ("never", "never")])
  func `members are judged by their stability unless that is never asked for`(
    asked: String?, judged: String
  ) throws {
    let yaml = "run: a\nsweep:\n  cluster:\n    damping: [0.8, 0.9]\n"
    let sweep = try SweepReader.read(
      yaml, place: "s.yaml", overrides: asked.map { ["judge.stability=\($0)"] } ?? [])
    #expect(
      try sweep.members(place: "s.yaml").map(\.experiment.judge.stability.rawValue) == [judged, judged])
  }

  @Test func `every sweep that is shipped is read`() throws {
    let folder = SourceTree.root.appendingPathComponent("experiments")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix("-sweep.yaml") }.sorted()
    var counts: [String: Int] = [:]
    for file in files {
      let url = folder.appendingPathComponent(file)
      let sweep = try SweepReader.read(url)
      #expect(sweep.name == file.replacing(".yaml", with: ""))
      counts[file] = try sweep.members(place: url.path).count
      #expect(counts[file] == sweep.plan.count)
    }
    #expect(counts["cluster-sweep.yaml"] == 12)
  }
}
