import Settings
import Foundation
import Fundus
import Imaging
import Synchronization
import Workbench

/// Experiments in YAML: what is read must survive being written.
final class ExperimentTextReader: FuzzedReader {
  let form: any FileForm = TextForm.yaml
  /// Written experiments that were read back: most inputs say one of a few.
  private let known = Mutex<Set<String>>([])

  init() { LeakCheck.leavingOut { _ = Experiment.schema } }

  func seeds() throws -> [[UInt8]] { try SeedFiles.all("yaml") }

  func read(_ bytes: [UInt8]) throws {
    let experiment = try ExperimentReader.read(Data(bytes), place: "input")
    let written = experiment.yaml
    if known.withLock({ $0.contains(written) }) { return }
    let again: String
    do {
      again = try ExperimentReader.read(written, place: "written").yaml
    } catch {
      throw Defect("the written experiment is refused: \(error)")
    }
    guard again == written else { throw Defect("the experiment reads back as another") }
    known.withLock { known in
      if known.count >= 1000 { known.removeAll() }
      known.insert(written)
    }
  }
}

/// Overrides of the command line.
struct OverrideReader: FuzzedReader {
  let form: any FileForm = TextForm.override

  init() { LeakCheck.leavingOut { _ = Experiment.schema } }

  func seeds() throws -> [[UInt8]] {
    [
      "cluster.damping=0.8", "data.folders=[a, \"b c\", '']", "data.root=/x=y", "mine.minimum_response=-1e3",
      "data.solution=null", "experiment.name=a.b-c", "cluster.preference=quantile:0.1",
    ].map { Array($0.utf8) }
  }

  func read(_ bytes: [UInt8]) throws {
    // The shell hands over bytes up to the first NUL; the runtime mends what is no UTF-8.
    let text = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    var experiment = Experiment()
    try ExperimentReader.apply(overrides: [text], to: &experiment)
    _ = experiment.yaml
  }
}

/// Tables: what is read must survive being written.
struct TableReader: FuzzedReader {
  let form: any FileForm = TextForm.table

  func seeds() throws -> [[UInt8]] { try SeedFiles.all("csv") }

  func read(_ bytes: [UInt8]) throws {
    let table = try CSVTable(Data(bytes), place: "input")
    guard table.rows.allSatisfy({ $0.cells.count == table.columns.count }) else {
      throw Defect("a row has other cells than columns")
    }
    var writer = CSVWriter(columns: table.columns)
    for row in table.rows { writer.append(row.cells) }
    let again: CSVTable
    do {
      again = try CSVTable(Data(writer.text.utf8), place: "written")
    } catch {
      throw Defect("the written table is refused: \(error)")
    }
    guard again.columns == table.columns, again.rows.map(\.cells) == table.rows.map(\.cells) else {
      throw Defect("the table reads back as another")
    }
  }
}

/// `manifest.csv` in a folder with four pictures.
struct ManifestReader: FuzzedReader {
  let form: any FileForm = TextForm.table
  private let folder: URL

  init(scratch: URL) throws {
    folder = scratch
    try Fixture.pictures(in: folder)
  }

  func seeds() throws -> [[UInt8]] { try SeedFiles.all("manifest") }

  func read(_ bytes: [UInt8]) throws {
    // Foundation of Swift 6.3 loses 4 KB whenever it reads an empty file.
    guard !bytes.isEmpty else { return }
    try Data(bytes).write(to: folder.appendingPathComponent("manifest.csv"))
    let source = DataSource(
      root: folder, layout: .table(ManifestTable()), missingPictures: .skipped, unlistedPictures: .ignored)
    let manifest = try source.manifest()
    let split = try SplitConfiguration().assign(manifest)
    guard split.entries.count == manifest.entries.count else { throw Defect("a picture lost its split") }
  }
}

/// A table of lesion boxes beside a manifest of two pictures.
struct LesionTableReader: FuzzedReader {
  let form: any FileForm = TextForm.table
  private let url: URL
  private let manifest: Manifest

  init(scratch: URL) throws {
    url = scratch.appendingPathComponent("boxes.csv")
    // Sizes matter: boxes outside of their picture are refused.
    let picture = try Raster(width: 64, height: 48, channelCount: 1).png()
    for name in ["a", "b"] { try picture.write(to: scratch.appendingPathComponent("\(name).png")) }
    manifest = Manifest(
      root: scratch,
      entries: ["a", "b"].map { ManifestEntry(id: $0, path: "\($0).png", patient: $0) })
  }

  func seeds() throws -> [[UInt8]] { try SeedFiles.all("lesions") }

  func read(_ bytes: [UInt8]) throws {
    // Foundation of Swift 6.3 loses 4 KB whenever it reads an empty file.
    guard !bytes.isEmpty else { return }
    try Data(bytes).write(to: url)
    let read = try manifest.adding(lesionTable: url)
    let isSound = read.lesions.allSatisfy { $0.box.minX < $0.box.maxX && $0.box.minY < $0.box.maxY }
    guard isSound else { throw Defect("a lesion has no area") }
    let isInside = read.lesions.allSatisfy {
      (0..<64).contains($0.box.centreX) && (0..<48).contains($0.box.centreY)
    }
    guard isInside else { throw Defect("a lesion lies outside of its picture") }
  }
}

/// What readers of folders find there.
enum Fixture {
  /// Pictures a.png to d.png, empty: only their names are looked at.
  static func pictures(in folder: URL) throws {
    for name in ["a", "b", "c", "d"] {
      try Data().write(to: folder.appendingPathComponent("\(name).png"))
    }
  }
}
