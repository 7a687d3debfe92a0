import Discovery
import Foundation
import Imaging
import Runs
import Workbench

/// Pictures with the network's attention, from the panels that mining drew.
struct ReportPanels {
  /// One picture.
  struct Panel {
    let caption: String
    let source: String
  }

  let panels: [Panel]
  /// Panels that are not shown, in a sentence; nil if all are.
  let leftOut: String?

  private static let panelPixels = 1400

  /// The panels of a run, the highest grades first; none if it has none.
  ///
  /// - Throws: `ImagingError` if a panel cannot be read.
  init(of mined: MinedRegions?, in run: RunDirectory, _ configuration: ReportConfiguration) throws {
    guard let mined else {
      (panels, leftOut) = ([], nil)
      return
    }
    let names = configuration.pseudonymises ? PictureNames(pseudonymsOf: mined) : PictureNames(of: mined)
    func file(_ image: Int) -> URL {
      run.attention.appendingPathComponent("\(AttentionRun.fileName(of: mined.images[image].id)).png")
    }
    let drawn = mined.images.indices.filter { FileManager.default.fileExists(atPath: file($0).path) }
    let chosen = Self.inTurn(drawn, by: { Int(mined.images[$0].grade) }).prefix(configuration.panelCount)
    let ordered = chosen.sorted { one, other in
      let (first, second) = (mined.images[one].grade, mined.images[other].grade)
      return first == second ? one < other : first > second
    }
    panels = try ordered.map { image in
      let whole = try Raster.load(file(image))
      // The title names the picture and the patient; the caption of the page says what is to be said.
      let top = AttentionPanel.titlePixels
      let shown = whole.cropped(x: 0, y: top, width: whole.width, height: whole.height - top)
      return Panel(
        caption: "\(names.ofImage[image]), \(mined.images[image].split) split",
        source: try DataURI.jpeg(shown, width: Self.panelPixels))
    }
    leftOut =
      drawn.count > panels.count
      ? "\(Counted.text(drawn.count - panels.count, "more panel")) \(drawn.count - panels.count == 1 ? "lies" : "lie") in "
        + "attention/ of the run directory (report.panels)." : nil
  }

  // MARK: -

  /// One picture of every grade, the highest first, then the second of each, and so on.
  private static func inTurn(_ images: [Int], by grade: (Int) -> Int) -> [Int] {
    let queues = Dictionary(grouping: images, by: grade).sorted { $0.key > $1.key }.map(\.value)
    let longest = queues.map(\.count).max() ?? 0
    return (0..<longest).flatMap { place in queues.compactMap { place < $0.count ? $0[place] : nil } }
  }
}
