import Foundation
import Fundus
import Imaging
import Testing
import TestSupport
import Workbench

@testable import ZoomInNet

@Suite("Sources of pictures")
struct PictureSourceTests {
  /// Counts what is asked of it.
  private struct Counted: PictureSource {
    let source: any PictureSource
    let views = Counter()
    let zooms = Counter()
    func view(_ index: Int) throws -> Raster {
      _ = views.next()
      return try source.view(index)
    }
    func zoom(_ index: Int) throws -> Raster {
      _ = zooms.next()
      return try source.zoom(index)
    }
  }

  private let pictures = DrawnPictures(patientCount: 3)

  @Test("a cache keeps the first pictures that find room, and gives the others anew")
  func cache() throws {
    let source = Counted(source: pictures)
    // Room for the views of pictures 4 and 5, and for no zoom picture.
    let cache = PictureCache(source, byteCount: 2 * 3 * 56 * 56)
    for _ in 0..<3 {
      for index in [4, 5, 2] { #expect(try cache.view(index) == pictures.view(index)) }
      #expect(try cache.zoom(4) == pictures.zoom(4))
    }
    #expect(source.views.next() == 1 + 2 + 3, "4 and 5 once, 2 each time")
    #expect(source.zooms.next() == 1 + 3)
  }

  @Test("a cache does not remember a failure")
  func failure() throws {
    struct Failing: PictureSource {
      let calls = Counter()
      func view(_ index: Int) throws -> Raster {
        if calls.next() == 1 { throw ZoomInNetError(.picture, at: "picture 0", "is broken") }
        return Raster(width: 1, height: 1, channelCount: 3, filledWith: 9)
      }
      func zoom(_ index: Int) throws -> Raster { try view(index) }
    }
    let cache = PictureCache(Failing(), byteCount: 1000)
    #expect(throws: ZoomInNetError.self) { try cache.view(0) }
    #expect(try cache.view(0).samples == [9, 9, 9])
  }

  @Test("contrast of a picture of one colour is level, and what stands out stands out")
  func contrast() throws {
    let contrast = LocalContrast(reachFraction: 0.1)
    let source = ContrastSource(source: pictures, contrast: contrast)
    #expect(try source.view(3) == contrast.codes(of: pictures.view(3)))
    #expect(try source.zoom(2) == contrast.codes(of: pictures.zoom(2)))
    let (plain, spotted) = (try source.zoom(0), try source.zoom(4))
    #expect(
      plain.samples.allSatisfy { (127...129).contains($0) }, "grade 0 has no spot, and 128 is no contrast")
    #expect(spotted.samples.contains { $0 > 200 })
  }

  @Test("pictures of noise are the same at every call, of the preset's sizes, and no two alike")
  func noise() throws {
    let noise = NoisePictures(preset: .testing)
    let (view, zoom) = (try noise.view(0), try noise.zoom(0))
    #expect(view.width == 56 && zoom.width == 140 && view.channelCount == 3)
    #expect(try noise.view(0) == view && noise.zoom(0) == zoom)
    #expect(try noise.view(1) != view)
    #expect(Set(zoom.samples).count == 256, "every byte occurs among 58,800")
  }

  @Test("a prepared set is a source whose indices are its manifest's")
  func preparedSet() throws {
    let folder = try TemporaryFolder()
    for (name, shade) in [("a", UInt8(90)), ("b", 200)] {
      var retina = Raster(width: 160, height: 160, channelCount: 3)
      for pixel in 0..<160 * 160 {
        let (x, y) = (pixel % 160 - 80, pixel / 160 - 80)
        for channel in 0..<3 where x * x + y * y < 76 * 76 { retina.samples[3 * pixel + channel] = shade }
      }
      try folder.write(try retina.png(), "\(name).png")
    }
    let manifest = Manifest(
      root: folder.url,
      entries: ["b", "a"].map { ManifestEntry(id: $0, path: "\($0).png", patient: $0, grade: 0) })
    var preparation = PreparationConfiguration()
    (preparation.viewPixels, preparation.zoomPixels) = (56, 140)
    let set: any PictureSource = try PictureStore(folder: folder["store"]).prepare(
      manifest, preparation, budget: .tests)
    for (index, shade) in [(0, 90), (1, 200)] {
      let (view, zoom) = (try set.view(index), try set.zoom(index))
      #expect(view.width == 56 && zoom.width == 140)
      // JPEG moves a level colour by a few codes.
      #expect(abs(Int(zoom.samples[(70 * 140 + 70) * 3]) - shade) < 8, "\(index)")
    }
    let feeder = PictureFeeder(
      source: set, configuration: ZoomInNetConfiguration(preset: .testing), threadCount: 1)
    #expect(try feeder.views([0, 1], [.upright, .upright]).count == 2 * 3 * 56 * 56)
    let other = PictureFeeder(
      source: set, configuration: ZoomInNetConfiguration(preset: .small), threadCount: 1)
    #expect {
      try other.zooms([1])
    } throws: { error in
      "\(error)" == "picture 1: is 140x140, but preset small needs 560x560."
    }
  }
}
