import Foundation
import Fundus
import Imaging
import Synchronization
import Testing
import TestSupport
import Workbench

@Suite("Prepared pictures")
struct PictureStoreTests {
  private let configuration = PreparationConfiguration(
    viewPixels: 32, zoomPixels: 80, maximumSkippedFraction: 0.5)
  private let budget = ResourceBudget.tests

  /// A data set of five discs of different colours, one of them twice.
  private func source(_ folder: TemporaryFolder) throws -> Manifest {
    var table = "image,level\n"
    for index in 0..<5 {
      let disc = DiscPicture(centreX: 140 + Double(index), disc: [UInt8(120 + 20 * index), 80, 40])
      try folder.write(disc.raster().jpeg(quality: 90), "p\(index).jpg")
      table += "p\(index),\(index % 5)\n"
    }
    try folder.write(DiscPicture(centreX: 140, disc: [120, 80, 40]).raster().jpeg(quality: 90), "twin.jpg")
    try folder.write(table + "twin,0\n", "manifest.csv")
    return try DataSource(root: folder.url, layout: .table(ManifestTable())).manifest()
  }

  private func prepare(_ manifest: Manifest, _ cache: TemporaryFolder, threads: Int = 2) throws -> PreparedSet
  {
    try PictureStore(folder: cache.url).prepare(
      manifest, configuration, budget: ResourceBudget(threadCount: threads, memoryBytes: 1 << 30))
  }

  @Test("The squares have the sizes asked for and show the disc")
  func squares() throws {
    let (data, cache) = (try TemporaryFolder(), try TemporaryFolder())
    let set = try prepare(source(data), cache)
    #expect(set.count == 6 && set.skipped.isEmpty)
    let zoom = try set.zoom(0)
    #expect(zoom.width == 80 && zoom.height == 80 && zoom.channelCount == 3)
    #expect(try set.view(0).extent == Extent(width: 32, height: 32))
    #expect(try set.view(0) == set.view(of: zoom))
    // The middle is the disc, the corner the border.
    #expect(abs(Int(zoom.samples[(40 * 80 + 40) * 3]) - 120) <= 3 && zoom.samples[0] <= 8)
    let picture = set.pictures[0]
    #expect(picture.sourceWidth == 300 && picture.sourceHeight == 200)
    #expect(abs(picture.cropBox.centreX - 140) <= 1.5 && abs(picture.cropBox.width - 160) <= 3)
    #expect(picture.sha256 == set.pictures[5].sha256)
    let box = Box(minX: 100, minY: 80, maxX: 120, maxY: 110)
    let there = picture.box(box, toSide: 80)
    let back = picture.sourceBox(there, fromSide: 80)
    #expect(zip(back.coordinates, box.coordinates).allSatisfy { abs($0 - $1) < 1e-3 })
    let onRetina = picture.retinaMask(grid: 40).count { $0 }
    #expect(abs(Double(onRetina) / 1600 - .pi / 4) < 0.03)
  }

  @Test("A second run reads no picture: even content that changed behind its back is not seen")
  func secondRun() throws {
    let (data, cache) = (try TemporaryFolder(), try TemporaryFolder())
    let manifest = try source(data)
    let first = try prepare(manifest, cache)
    let file = data.url.appendingPathComponent("p1.jpg")
    let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
    let modified = try #require(attributes[.modificationDate] as? Date)
    let bytes = try Data(contentsOf: file).count
    // The same length and the same time, set to whole seconds before both runs.
    let whole = Date(timeIntervalSince1970: modified.timeIntervalSince1970.rounded(.down))
    try FileManager.default.setAttributes([.modificationDate: whole], ofItemAtPath: file.path)
    _ = try prepare(manifest, cache)
    try Data(repeating: 0, count: bytes).write(to: file)
    try FileManager.default.setAttributes([.modificationDate: whole], ofItemAtPath: file.path)
    let second = try prepare(manifest, cache)
    #expect(second.pictures == first.pictures && second.skipped.isEmpty)
    // With another time it is read again, and found to be no picture.
    try FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: file.path)
    #expect(try prepare(manifest, cache).skipped.map(\.id) == ["p1"])
  }

  @Test("A new time alone prepares nothing again, a damaged square is made again")
  func times() throws {
    let (data, cache) = (try TemporaryFolder(), try TemporaryFolder())
    let manifest = try source(data)
    let zoom = try prepare(manifest, cache).pictures[2].zoom
    let good = try Data(contentsOf: zoom)
    // Another content of the same length stays, as nothing has a reason to look.
    let marked = Data(repeating: 7, count: good.count)
    try marked.write(to: zoom)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1e9)],
      ofItemAtPath: data.url.appendingPathComponent("p2.jpg").path)
    _ = try prepare(manifest, cache)
    #expect(try Data(contentsOf: zoom) == marked)
    try good.prefix(100).write(to: zoom)
    _ = try prepare(manifest, cache)
    #expect(try Data(contentsOf: zoom) == good)
  }

  @Test("Other bytes of one picture prepare that picture again and no other")
  func onePicture() throws {
    let (data, cache) = (try TemporaryFolder(), try TemporaryFolder())
    let manifest = try source(data)
    let first = try prepare(manifest, cache)
    // Whoever reads another picture, or writes its square, would be seen by these.
    for picture in first.pictures {
      let size = try Data(contentsOf: picture.zoom).count
      try Data(repeating: 7, count: size).write(to: picture.zoom)
    }
    let before = try FolderContents(cache.url)
    try data.write(DiscPicture(centreX: 150, disc: [60, 80, 40]).raster().jpeg(quality: 90), "p2.jpg")
    let second = try prepare(manifest, cache)
    #expect(second.pictures.indices.filter { second.pictures[$0] != first.pictures[$0] } == [2])
    #expect(second.pictures[2].sha256 != first.pictures[2].sha256 && second.contentHash != first.contentHash)
    #expect(try second.zoom(2).width == 80)
    let after = try FolderContents(cache.url)
    for index in first.pictures.indices where index != 2 {
      let name = String(first.pictures[index].zoom.path.dropFirst(cache.url.path.count + 1))
      #expect(after[name] == before[name], "\(name)")
    }
  }

  @Test("The number of threads and the place of the data change no byte")
  func determinism() throws {
    func run(threads: Int) throws -> [[UInt8]] {
      let (data, cache) = (try TemporaryFolder(), try TemporaryFolder())
      let set = try prepare(source(data), cache, threads: threads)
      return try set.pictures.map { Array(try Data(contentsOf: $0.zoom)) }
    }
    #expect(try run(threads: 1) == run(threads: 4))
  }

  @Test("A broken picture is skipped with its reason, and again from the cache")
  func broken() throws {
    let (data, cache) = (try TemporaryFolder(), try TemporaryFolder())
    let manifest = try source(data)
    try data.write("no picture at all", "p3.jpg")
    for _ in 0..<2 {
      let set = try prepare(manifest, cache)
      #expect(set.count == 5 && set.manifest.entries.map(\.id) == ["p0", "p1", "p2", "p4", "twin"])
      #expect(set.skipped.map(\.id) == ["p3"])
      #expect(set.skipped.map(\.path) == ["p3.jpg"] && !set.skipped[0].reason.isEmpty)
    }
  }

  @Test("Too many broken pictures end the run")
  func tooMany() throws {
    let (data, cache) = (try TemporaryFolder(), try TemporaryFolder())
    let manifest = try source(data)
    for index in 0..<4 { try data.write("no picture \(index)", "p\(index).jpg") }
    let error = #expect(throws: FundusError.self) { try prepare(manifest, cache) }
    #expect(error?.code == .tooManySkipped && error?.exitCode == .badData)
    #expect(
      error?.description.contains("4 of 6 pictures cannot be used") == true,
      "\(String(describing: error))")
  }

  @Test("Progress counts every picture once, and a listener can stop the work")
  func progress() throws {
    let (data, cache) = (try TemporaryFolder(), try TemporaryFolder())
    let manifest = try source(data)
    let seen = Mutex<[Int]>([])
    _ = try PictureStore(folder: cache.url).prepare(manifest, configuration, budget: budget) { event in
      if case .advanced(let done, 6, "pictures") = event { seen.withLock { $0.append(done) } }
      return .more
    }
    #expect(seen.withLock { $0 } == [1, 2, 3, 4, 5, 6])
    let error = #expect(throws: WorkbenchError.self) {
      try PictureStore(folder: cache.url).prepare(manifest, configuration, budget: budget) { _ in .stop }
    }
    #expect(error?.code == .stopped)
  }

  @Test("Keys out of range are refused by name")
  func keys() throws {
    let manifest = Manifest(root: URL(filePath: "/nowhere"), entries: [])
    for (configuration, key) in [
      (PreparationConfiguration(viewPixels: 31), "data.view_pixels"),
      (PreparationConfiguration(viewPixels: 4_097, zoomPixels: 8_192), "data.view_pixels"),
      (PreparationConfiguration(zoomPixels: 8_193), "data.zoom_pixels"),
      (PreparationConfiguration(viewPixels: 100, zoomPixels: 50), "data.zoom_pixels"),
      (PreparationConfiguration(borderThreshold: .nan), "data.border_threshold"),
      (PreparationConfiguration(maximumSkippedFraction: 2), "data.maximum_skipped_fraction"),
    ] {
      let error = #expect(throws: FundusError.self) {
        try PictureStore(folder: URL(filePath: "/nowhere")).prepare(manifest, configuration, budget: budget)
      }
      #expect(error?.place == key && error?.exitCode == .configuration)
    }
  }

  @Test("Nuisance measurements have a name each and tell pictures apart")
  func nuisance() throws {
    let (data, cache) = (try TemporaryFolder(), try TemporaryFolder())
    let set = try prepare(source(data), cache)
    let one = try set.nuisance(0).values
    let other = try set.nuisance(4).values
    #expect(one.count == NuisanceMeasurements.columns.count && one.allSatisfy(\.isFinite))
    #expect(Set(NuisanceMeasurements.columns).count == one.count)
    #expect(one[0] < other[0] - 20)
    #expect(one == (try set.nuisance(5).values))
  }
}
