import FeatureStore
import Foundation
import Fundus
import Imaging
import Workbench

/// Draws the attention panels of the pictures of a feature file.
public struct AttentionRun: Sendable {
  /// The experiment's name on the panels.
  public let experiment: String
  /// The finder of the retina, outside of which panels are black; nil shows all of the source.
  public let border: RetinaFinder?
  /// Threads, which do not change the result.
  public let budget: ResourceBudget

  /// A run with the given settings.
  public init(
    experiment: String, border: RetinaFinder? = RetinaFinder(), budget: ResourceBudget = .machine
  ) {
    self.experiment = experiment
    self.border = border
    self.budget = budget
  }

  /// Writes one PNG for each of the pictures, named by the picture's id. Existing files are replaced.
  ///
  /// - Parameters:
  ///   - images: indices into `/image`.
  ///   - reader: the file that `mined` was read from.
  /// - Returns: The files, in the order of `images`.
  /// - Throws: `DiscoveryError`, `FeatureStoreError`, `FundusError`, `ImagingError`, `WorkbenchError`.
  public func draw(
    _ images: [Int], of mined: MinedRegions, reader: FeatureReader, pictures: PictureFolder, into folder: URL
  ) throws -> [URL] {
    let regionsOfImage = Dictionary(grouping: mined.regions, by: { Int($0.image) })
    // One thread reads HDF5; G of a picture is a few kilobytes.
    let attention = try images.map { try reader.attention(image: $0) ?? [] }
    return try Parallel.map(count: images.count, threadCount: budget.threadCount) { index in
      let image = mined.images[images[index]]
      guard let attributes = mined.attributes, !attention[index].isEmpty else {
        throw DiscoveryError(
          .unusable, at: mined.url.path, "holds no attention of \(image.id)",
          remedy: "Mine the picture again.")
      }
      let side = AttentionPanel.squarePixels
      let square = try pictures.picture(of: image, border: border).crop(
        image.cropBox, toWidth: side, height: side, filter: .area)
      let panel = AttentionPanel(
        picture: square, gatedAttention: attention[index],
        cells: attributes.cells.scaled(by: 1 / Double(attributes.viewPixels)),
        regions: (regionsOfImage[images[index]] ?? []).map { region in
          AttentionPanel.Region(
            rank: Int(region.rank), level: Int(region.level),
            box: region.boxView.mapped(scale: 1 / Float(attributes.viewPixels)))
        },
        id: image.id, facts: Self.facts(of: image),
        grade: Grade.all.contains(Int(image.grade)) ? Int(image.grade) : nil,
        probabilities: image.y, experiment: experiment)
      let url = folder.appendingPathComponent("\(Self.fileName(of: image.id)).png")
      try AtomicFile.write(try panel.drawn().png(), to: url)
      return url
    }
  }

  /// A picture's id as the name of a file, without ending.
  public static func fileName(of id: String) -> String {
    String(String.UnicodeScalarView(id.unicodeScalars.map { $0 == "/" ? "_" : $0 }))
  }

  // MARK: -

  private static func facts(of image: FeatureImage) -> [String] {
    var facts = ["patient \(image.patient)"]
    if let eye = Eye(rawValue: image.eye), eye != .unknown { facts.append("\(eye.rawValue) eye") }
    facts.append("\(image.split) split")
    return facts
  }
}
