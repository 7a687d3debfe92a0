import Clustering
import Foundation
import Synchronization
import Testing
import Workbench

@testable import Discovery

/// Records that were cut off, are of something else, or contradict each other: one sentence with place and remedy.
@Suite struct DamagedRecordTests {
  private let study: PlantedStudy
  private let stored: StoredClustering

  init() throws {
    study = try PlantedStudy(patients: 8)
    var configuration = ClusteringConfiguration()
    configuration.preference = .minimum
    stored = try ClusteringRun(configuration).perform(
      try study.reader, into: study.folder.appendingPathComponent("c"))
    _ = try JudgingRun(JudgingSettings(resamples: 0, permutations: 200)).perform(stored, of: try study.reader)
    try ClusterMeasures(stored, of: try MinedRegions(try study.reader), permutations: 10).write(
      into: stored.folder)
  }

  private func url(_ name: String) -> URL { stored.folder.appendingPathComponent(name) }

  private func open(_ name: String) throws {
    switch name {
    case "judgement.json": _ = try JudgingRun.judgement(of: stored)
    case "measures.json": _ = try ClusterMeasures(writtenIn: stored.folder)
    case "timing.json": _ = try stored.featuresPath()
    default: _ = try StoredClustering(at: stored.folder)
    }
  }

  private func error(opening name: String) -> DiscoveryError? {
    let error = #expect(throws: DiscoveryError.self) { try open(name) }
    return error
  }

  @Test(arguments: ["clustering.json", "timing.json", "judgement.json", "measures.json"])
  func `a record that is cut off or of something else is answered with one sentence`(name: String) throws {
    try open(name)
    let whole = try Data(contentsOf: url(name))
    try AtomicFile.write(whole.prefix(whole.count / 2), to: url(name))
    #expect(error(opening: name)?.reason.hasSuffix(": it is not JSON, or only a part of it") == true)
    for (text, fault) in [
      ("", "it is not JSON, or only a part of it"), ("[1, 2]", "it holds another kind of value"),
      ("{\"a\":1}", "it has no value "),
    ] {
      try AtomicFile.write(text, to: url(name))
      let error = error(opening: name)
      #expect(error?.code == .malformed && error?.place == url(name).path)
      #expect(error?.reason.contains(": \(fault)") == true, "\(error?.reason ?? "")")
      #expect(error?.remedy?.isEmpty == false)
    }
    try AtomicFile.write(whole, to: url(name))
    try open(name)
  }

  @Test func `a record that does not exist is told apart from one that cannot be read`() throws {
    try FileManager.default.removeItem(at: url("timing.json"))
    let missing = error(opening: "timing.json")
    #expect(missing?.code == .missing && missing?.exitCode == .missingInput)
    #expect(missing?.message == "\(url("timing.json").path): does not exist. Cluster again.")
    try FileManager.default.createDirectory(at: url("timing.json"), withIntermediateDirectories: false)
    let unreadable = error(opening: "timing.json")
    #expect(unreadable?.code == .unreadable && unreadable?.exitCode == .inputOutput)
    #expect(unreadable?.reason == "cannot be read")
  }

  @Test func `the fault is named by its place in the record`() throws {
    var object = try #require(
      JSONSerialization.jsonObject(with: try Data(contentsOf: url("clustering.json"))) as? [String: Any])
    object["rowCount"] = "many"
    try AtomicFile.write(try JSONSerialization.data(withJSONObject: object), to: url("clustering.json"))
    #expect(
      error(opening: "clustering.json")?.reason.hasSuffix(": it has a value of the wrong kind at rowCount")
        == true)
  }

  @Test(arguments: [
    "compatibility", "similarity", "features", "method", "preference", "damping", "max_iterations", "window",
  ])
  func `a record without a setting is not completed by a default of today`(key: String) throws {
    var object = try #require(
      JSONSerialization.jsonObject(with: try Data(contentsOf: url("clustering.json"))) as? [String: Any])
    var parameters = try #require(object["parameters"] as? [String: String])
    try #require(parameters.removeValue(forKey: key) != nil)
    object["parameters"] = parameters
    try AtomicFile.write(try JSONSerialization.data(withJSONObject: object), to: url("clustering.json"))
    let record = try StoredClustering(at: stored.folder).record
    let error = #expect(throws: DiscoveryError.self) { try record.configuration() }
    #expect(error?.code == .malformed)
    #expect(error?.reason.hasPrefix("its setting \(key) is missing, but must be ") == true)
    if ["compatibility", "similarity", "features"].contains(key) {
      #expect(throws: DiscoveryError.self) { try record.comparison() }
    } else {
      _ = try record.comparison()
    }
  }

  @Test func `a judgement of other clusters or of a newer version is refused, of an earlier one made again`()
    throws
  {
    let whole = try Data(contentsOf: url("judgement.json"))
    func write(_ change: (inout [String: Any]) -> Void) throws {
      var object = try #require(JSONSerialization.jsonObject(with: whole) as? [String: Any])
      change(&object)
      try AtomicFile.write(try JSONSerialization.data(withJSONObject: object), to: url("judgement.json"))
    }
    try write { $0["clusters"] = [] as [Any] }
    #expect(error(opening: "judgement.json")?.code == .malformed)
    try write { $0["similarityOrder"] = [7] }
    #expect(error(opening: "judgement.json")?.code == .malformed)
    try write { $0["schemaVersion"] = Judgement.schemaVersion + 1 }
    #expect(error(opening: "judgement.json")?.code == .unusable)
    try write { $0["schemaVersion"] = 1 }
    #expect(try JudgingRun.judgement(of: stored) == nil)
    try write { $0["clustering"] = "another" }
    #expect(try JudgingRun.judgement(of: stored) == nil)
  }

  @Test func `a damaged judgement is made again with a warning, not opened silently`() throws {
    let whole = try Data(contentsOf: url("judgement.json"))
    let run = JudgingRun(JudgingSettings(resamples: 0, permutations: 200))
    // Whether or not a judgement that is there would be kept, the damage is told once.
    for keeps in [false, true] {
      try AtomicFile.write(whole.prefix(40), to: url("judgement.json"))
      let warnings = Mutex<[String]>([])
      let listener: ProgressListener = { event in
        if case .warning(let text) = event { warnings.withLock { $0.append(text) } }
        return .more
      }
      let reader = try study.reader
      _ =
        try keeps
        ? run.refresh(stored, of: reader, progress: listener)
        : run.perform(stored, of: reader, progress: listener)
      #expect(try Data(contentsOf: url("judgement.json")) == whole)
      #expect(
        warnings.withLock { $0 } == [
          "\(url("judgement.json").path) is not a judgement: it is not JSON, or only a part of it; it is made again."
        ])
    }
  }

  @Test func `assignments that are cut off, foreign or contradict themselves are refused with their line`()
    throws
  {
    let lines = try String(contentsOf: url("assignments.csv"), encoding: .utf8).components(separatedBy: "\n")
    let exemplar = stored.assignment.exemplars[0]
    let member = try #require(stored.assignment.members[0].first { $0 != exemplar })
    func refused(_ change: (inout [String]) -> Void) throws -> (any ZoominError)? {
      var changed = lines
      change(&changed)
      try AtomicFile.write(changed.joined(separator: "\n"), to: url("assignments.csv"))
      do { _ = try StoredClustering(at: stored.folder) } catch { return error as? any ZoominError }
      return nil
    }
    // Lines lost at the end, a line cut in two, another table, another cluster's number, a chain of exemplars.
    #expect(try refused { $0.removeLast(3) }?.description.contains("not of the same clustering") == true)
    #expect(
      try refused { $0[$0.count - 2] = "\($0.count - 3),0" }?.description.contains("assignments.csv") == true)
    #expect(try refused { $0 = ["image,level", "a,1"] }?.description.contains("assignments.csv") == true)
    let other = "\(member),1,\(exemplar),-1.0"
    #expect(
      try refused { $0[member + 1] = other }?.description.contains(
        "line \(member + 2): gives the row cluster 1") == true)
    let chain = "\(exemplar),0,\(member),-1.0"
    #expect(
      try refused { $0[exemplar + 1] = chain }?.description.contains("which has another exemplar itself")
        == true)
    #expect(try refused { _ in } == nil)
  }
}
