import Clustering
import FeatureStore
import Foundation
import Testing
import TestSupport
import Workbench

@testable import Discovery

@Suite struct ClusteringRunTests {
  @Test func theClustersAreTheKindsThatWereDrawn() throws {
    let data = try SampleData()
    let clustering = try ClusteringRun().perform(
      try data.reader, into: data.folder.appendingPathComponent("c"))
    #expect(clustering.record.converged)
    let clusterOfRow = clustering.assignment.clusterOfRow
    for row in clusterOfRow.indices {
      for other in clusterOfRow.indices {
        #expect((clusterOfRow[row] == clusterOfRow[other]) == (data.kindOfRow[row] == data.kindOfRow[other]))
      }
    }
  }

  @Test func theFolderHoldsWhatTheDesignNames() throws {
    let data = try SampleData()
    let folder = data.folder.appendingPathComponent("clusters/new")
    let clustering = try ClusteringRun().perform(try data.reader, into: folder)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        == ["assignments.csv", "clustering.json", "clusters.csv", "timing.json"])
    let table = try CSVTable(contentsOf: folder.appendingPathComponent("clusters.csv"))
    #expect(
      table.columns.prefix(13)
        == [
          "cluster", "size", "exemplar", "images", "patients", "largest_patient_fraction", "grade_0",
          "grade_1",
          "grade_2", "grade_3", "grade_4", "mean_response", "mean_similarity",
        ])
    #expect(table.rows.count == clustering.assignment.clusterCount)
    #expect(table.rows.map { Int($0.cells[1]) ?? 0 }.reduce(0, +) == data.kindOfRow.count)
    #expect(try clustering.featuresPath() == data.features.path)
  }

  @Test func theLineOfAClusterIsCountedRight() throws {
    let data = try SampleData()
    let mined = try data.mined
    let rows = [0, 1, 5, 12]
    var exemplars = [Int](repeating: -1, count: mined.rowCount)
    for row in rows { exemplars[row] = 5 }
    let assignment = ClusterAssignment(
      exemplarOfRow: exemplars, similarityOfRow: exemplars.map { $0 < 0 ? .nan : -2 })
    let line = try #require(
      ClusterTable(assignment, mined: mined, types: mined.types).clusters.first)
    // Three rows a picture, two pictures a patient: rows 0 and 1 in picture 0, 5 in picture 1, 12 in picture 4.
    #expect(line.imageCount == 3)
    #expect(line.patientCount == 2)
    #expect(line.largestPatientFraction == 0.75)
    #expect(line.grades?.byGrade == [3, 0, 1, 0, 0])
    #expect(line.meanSimilarity == -2)
    let expected = rows.map { Double(mined.regions[$0].response) }.reduce(0, +) / 4
    #expect(line.meanResponse == expected)
    #expect(line.typeCounts?.reduce(0, +) == 4)
  }

  @Test func theSameClusteringHasTheSameBytesElsewhere() throws {
    let data = try SampleData()
    let folders = ["a", "b"].map { data.folder.appendingPathComponent($0) }
    for (folder, threads) in zip(folders, [1, 2]) {
      let budget = ResourceBudget(threadCount: threads, memoryBytes: 1 << 30)
      _ = try ClusteringRun(budget: budget).perform(try data.reader, into: folder)
    }
    for name in ["assignments.csv", "clusters.csv", "clustering.json"] {
      let bytes = try folders.map { try Data(contentsOf: $0.appendingPathComponent(name)) }
      #expect(bytes[0] == bytes[1], "\(name)")
    }
  }

  @Test func aFinishedClusteringIsOpenedAndAnotherOneRefused() throws {
    let data = try SampleData()
    let folder = data.folder.appendingPathComponent("c")
    let first = try ClusteringRun().perform(try data.reader, into: folder)
    let written =
      try FileManager.default.attributesOfItem(
        atPath: folder.appendingPathComponent("timing.json").path)[.modificationDate] as? Date
    _ = try ClusteringRun().perform(try data.reader, into: folder)
    let still =
      try FileManager.default.attributesOfItem(
        atPath: folder.appendingPathComponent("timing.json").path)[.modificationDate] as? Date
    #expect(written == still)
    var other = ClusteringConfiguration()
    other.damping = 0.8
    let run = try ClusteringRun(other)
    let error = #expect(throws: DiscoveryError.self) { try run.perform(try data.reader, into: folder) }
    #expect(
      error?.message
        == "\(folder.path): holds the clustering \(first.record.id) already, made with other settings. "
        + "Name another folder, or delete that one.")
  }

  @Test func aFolderOfOtherThingsIsLeftAlone() throws {
    let data = try SampleData()
    let error = #expect(throws: DiscoveryError.self) {
      try ClusteringRun().perform(try data.reader, into: data.pictures)
    }
    #expect(error?.code == .unusable)
    #expect(FileManager.default.fileExists(atPath: data.pictures.appendingPathComponent("0_left.png").path))
  }

  @Test func theIdFollowsEverySettingAndTheFeatures() throws {
    var dense = ClusteringConfiguration()
    dense.method = .dense
    var configurations: [ClusteringConfiguration] = [dense]
    func changed(_ method: ClusteringMethod = .dense, _ change: (inout ClusteringConfiguration) -> Void) {
      var configuration = dense
      configuration.method = method
      change(&configuration)
      configurations.append(configuration)
    }
    changed { $0.preference = .count(3) }
    changed { $0.preference = .perRow([1, 2]) }
    changed { $0.preference = .perRow([1, 3]) }
    changed { $0.measure = .cosine }
    changed { $0.normalisation = .raw }
    changed { $0.normalisation = .whitened }
    changed { ($0.normalisation, $0.whitenedFraction) = (.whitened, 0.5) }
    changed { $0.damping = 0.7 }
    changed { $0.maximumIterations = 9 }
    changed { $0.window = 9 }
    changed { $0.compatibility = .apcluster }
    changed { $0.noise = 1e-6 }
    changed { ($0.noise, $0.seed) = (1e-6, 2) }
    changed(.sparse) { _ in }
    changed(.sparse) { $0.neighbourCount = 9 }
    changed(.hierarchical) { _ in }
    changed(.hierarchical) { $0.subsetRows = 99 }
    changed(.hierarchical) { $0.seed = 2 }
    changed(.hierarchical) { $0.agreementRows = 99 }
    var ids = Set(try configurations.map { try $0.identifier(of: "hash") })
    ids.insert(try dense.identifier(of: "other"))
    #expect(ids.count == configurations.count + 1)
    // Keys of other methods make no second clustering.
    var same = dense
    (same.neighbourCount, same.subsetRows, same.seed) = (9, 99, 9)
    #expect(try same.identifier(of: "hash") == dense.identifier(of: "hash"))
  }

  @Test(arguments: [ClusteringMethod.sparse, .hierarchical])
  func anotherMethodSaysHowNearItIsToTheDenseOne(_ method: ClusteringMethod) throws {
    let data = try SampleData()
    var configuration = ClusteringConfiguration()
    (configuration.method, configuration.neighbourCount, configuration.subsetRows) = (method, 4, 10)
    let run = try ClusteringRun(configuration)
    let clustering = try run.perform(try data.reader, into: data.folder.appendingPathComponent("c"))
    #expect(clustering.record.parameters["method"] == method.rawValue)
    #expect(clustering.record.id == (try run.identifier(of: try data.reader)))
    let approximation = try #require(clustering.record.approximation)
    #expect(approximation.levels.first?.pointCount == clustering.record.distinctRowCount)
    #expect(approximation.agreement?.adjustedRandIndex != nil)
    #expect(approximation.neighbourCount == (method == .sparse ? 4 : nil))
    #expect(clustering.assignment.clusterOfRow.allSatisfy { $0 >= 0 })
  }

  @Test func featuresOfAnotherProgramAreClusteredAndCannotBeDrawn() throws {
    // Written by h5py, see Tests/Peers; the two modules share the fixture.
    let url = SourceTree.test("FeatureStoreTests/Golden/clam.h5")
    let folder = try TemporaryFolder()
    let reader = try FeatureReader(url)
    let clustering = try ClusteringRun().perform(reader, into: folder.url.appendingPathComponent("c"))
    #expect(clustering.assignment.clusterOfRow.count == reader.rowCount)
    let mined = try MinedRegions(reader)
    let error = #expect(throws: DiscoveryError.self) {
      try MosaicRun(experiment: "clam").draw(clustering, of: mined)
    }
    #expect(error?.code == .unusable)
    #expect(error?.reason == "does not say which pictures its rows come from, so nothing can be drawn")
  }

  @Test func theRecordSaysWhichDataSetWasRead() throws {
    let folder = try TemporaryFolder()
    func record(_ name: String, _ dataset: String) throws -> ClusteringRecord {
      let reader = try FeatureReader(
        SourceTree.test("FeatureStoreTests/Golden/\(name)"), dataset: dataset)
      let place = folder.url.appendingPathComponent("\(name)-\(dataset.replacing("/", with: "-"))")
      return try ClusteringRun().perform(reader, into: place).record
    }
    let named = try record("named.h5", "20x/feats")
    #expect(named.dataset == "/20x/feats")
    #expect(try record("named.h5", "coords").id != named.id)
    // Records of /features stay as they were before another data set could be named.
    #expect(try record("clam.h5", "/features").dataset == nil)
  }

  @Test func whatIsInterruptedLeavesNoFolder() throws {
    struct Interruption: Error {}
    let folder = try TemporaryFolder()
    let url = folder.url.appendingPathComponent("result")
    #expect(throws: Interruption.self) {
      try CompleteFolder.write(url) { folder in
        try AtomicFile.write("half", to: folder.appendingPathComponent("a"))
        throw Interruption()
      }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
    try CompleteFolder.write(url) { try AtomicFile.write("whole", to: $0.appendingPathComponent("b")) }
    try CompleteFolder.write(url, replacing: true) {
      try AtomicFile.write("new", to: $0.appendingPathComponent("c"))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: url.path) == ["c"])
  }
}
