import Foundation
import TestSupport
import Testing

@testable import Imaging

/// TIFFs of several pages: the photograph is read, or one sentence says that it is not known.
@Suite struct PagesTests {
  private let source: Raster
  private let full: WrittenPicture
  init() throws {
    source = try Golden.source()
    full = WrittenPicture(width: source.width, height: source.height, channelCount: 3, bytes: source.samples)
  }

  private func decode(_ pages: TIFFPage...) throws -> Raster {
    try Raster.decode(Data(TIFFPage.file(pages)), place: "pages.tif")
  }

  @Test func `a thumbnail is left out wherever it stands`() throws {
    let marked = full.thinned(by: 3).page(bits: 8, entries: [(254, 4, [1])])
    let unmarked = full.thinned(by: 3).page(bits: 8)
    let half = full.thinned(by: 2).page(bits: 8)
    let old = full.thinned(by: 1).page(bits: 8, entries: [(255, 3, [2])])
    let photograph = full.page(bits: 8)
    #expect(try decode(marked, photograph) == source)
    #expect(try decode(photograph, marked) == source)
    #expect(try decode(unmarked, photograph) == source)
    #expect(try decode(half, marked, photograph) == source)
    #expect(try decode(old, photograph) == source)
    #expect(try decode(full.page(bits: 8, entries: [(254, 4, [4])]), photograph) == source)
  }

  @Test func `the photograph may lie in a sub-directory of its thumbnail`() throws {
    // The second page is reached only as sub-directory: the first one's pointer to it is cleared.
    let thumbnail = full.thinned(by: 3).page(bits: 8, entries: [(254, 4, [1]), (330, 4, [0])])
    var bytes = TIFFPage.file([thumbnail, full.page(bits: 8)])
    let count = Int(bytes[8]) | Int(bytes[9]) << 8
    let next = 10 + count * 12
    let entry = try #require((0..<count).first { bytes[10 + $0 * 12] == 74 && bytes[11 + $0 * 12] == 1 })
    bytes.replaceSubrange(10 + entry * 12 + 8..<10 + entry * 12 + 12, with: bytes[next..<next + 4])
    bytes.replaceSubrange(next..<next + 4, with: [0, 0, 0, 0])
    #expect(try Raster.decode(Data(bytes), place: "sub.tif") == source)
  }

  @Test(arguments: [8, 12])
  func `three grey pages of one size are red, green and blue`(depth: Int) throws {
    let deep = WrittenPicture(
      width: source.width, height: source.height, channelCount: 3, bytes: source.samples, depth: depth)
    let pages = (0..<3).map { deep.channel($0).page(bits: depth == 8 ? 8 : 16) }
    #expect(try decode(pages[0], pages[1], pages[2]) == source)
    let thumbnail = full.thinned(by: 3).page(bits: 8)
    #expect(try decode(thumbnail, pages[0], pages[1], pages[2]) == source)
  }

  @Test func `pages of which any may be the photograph are refused in one sentence`() {
    let grey = full.channel(0).page(bits: 8)
    let other = full.thinned(by: 1).page(bits: 8)
    for (pages, count) in [([other, other], 2), ([grey, grey, grey, grey], 4), ([grey, grey, other], 3)] {
      let error = imagingError { _ = try Raster.decode(Data(TIFFPage.file(pages)), place: "pages.tif") }
      #expect(
        error?.message
          == "pages.tif: has \(count) pages of about the same size, and does not say which is the photograph. Save the "
          + "photograph as a file of one page.")
    }
  }

  @Test func `256 pages are looked at, and more are refused`() throws {
    let thumbnail = full.thinned(by: 9).page(bits: 8, entries: [(254, 4, [1])])
    let photograph = full.page(bits: 8)
    let most = Array(repeating: thumbnail, count: 255)
    #expect(try Raster.decode(Data(TIFFPage.file(most + [photograph])), place: "pages.tif") == source)
    let inner = full.page(bits: 8, entries: [(330, 4, Array(repeating: 8, count: 257))])
    for pages in [most + [thumbnail, photograph], most + [photograph, thumbnail], [inner]] {
      let error = imagingError { _ = try Raster.decode(Data(TIFFPage.file(pages)), place: "pages.tif") }
      #expect(
        error?.message
          == "pages.tif: has more than 256 pages. Save the photograph as a file of one page.")
    }
  }

  @Test func `a list of pages that is cut off is damage, not a picture of the thumbnail`() {
    let whole = TIFFPage.file([full.thinned(by: 3).page(bits: 8), full.page(bits: 8)])
    let error = imagingError { _ = try Raster.decode(Data(whole.prefix(2000)), place: "cut.tif") }
    #expect(error?.code == .truncated)
  }
}
