import Foundation
import Workbench

/// Labels as COCO detection JSON, which Detectron2, CVAT, Label Studio and others read.
///
/// A box is `bbox`: x, y, width, height in source pixels. Beside what COCO names, a picture has `sha256`, and an
/// annotation has `kind`, `author` and `time`, so that `COCOReader` returns the labels as they were.
/// Source: Lin et al. 2014, and the data format at cocodataset.org. Deviation: `width` and `height` of a picture are
/// omitted where they are not known; there are no segmentations.
public struct COCOFile: Encodable, Sendable {
  /// A term that the file lists whether or not a label has it, so that its number is the same in every export.
  public struct Term: Hashable, Sendable {
    /// The term.
    public let name: String
    /// What it is one of, such as `lesion`.
    public let group: String

    /// A term of a group.
    public init(_ name: String, group: String) {
      self.name = name
      self.group = group
    }
  }

  /// What is known about a picture.
  public struct Picture: Hashable, Sendable {
    /// The name of its file, perhaps with folders.
    public let fileName: String
    /// In pixels.
    public let width: Int
    /// In pixels.
    public let height: Int

    /// A picture of the given size.
    public init(fileName: String, width: Int, height: Int) {
      self.fileName = fileName
      self.width = width
      self.height = height
    }
  }

  private let info: Info
  private let images: [Image]
  private let categories: [Category]
  private let annotations: [Annotation]

  /// The labels among the entries; verdicts are left out.
  ///
  /// Annotations have the numbers of their entries. Pictures are numbered from 1 in the order of their first label,
  /// categories from 1: first `terms`, then other terms in the order of their UTF-8.
  ///
  /// - Parameters:
  ///   - entries: those that count, ascending.
  ///   - pictures: by SHA-256. A picture that is not among them has its SHA-256 as name and no size.
  public init(_ entries: [LogEntry], terms: [Term], pictures: [String: Picture] = [:]) {
    let labelled = entries.compactMap { entry in entry.label.map { (entry: entry, label: $0) } }
    let others = Set(labelled.map(\.label.term)).subtracting(terms.map(\.name))
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let categories = terms + others.map { Term($0, group: "other") }
    let categoryNumber = Dictionary(
      uniqueKeysWithValues: categories.enumerated().map { ($1.name, $0 + 1) })
    var imageNumber: [String: Int] = [:]
    var images: [Image] = []
    var annotations: [Annotation] = []
    for (entry, label) in labelled {
      let number = imageNumber[label.picture] ?? images.count + 1
      if imageNumber.updateValue(number, forKey: label.picture) == nil {
        let picture = pictures[label.picture]
        images.append(
          Image(
            id: number, fileName: picture?.fileName ?? label.picture, width: picture?.width,
            height: picture?.height, sha256: label.picture))
      }
      let corners = label.box.coordinates.map(Double.init)
      let (width, height) = (corners[2] - corners[0], corners[3] - corners[1])
      annotations.append(
        Annotation(
          id: entry.id, imageID: number,
          categoryID: categoryNumber[label.term]!,
          bbox: [corners[0], corners[1], width, height], area: width * height, iscrowd: 0,
          kind: label.kind.rawValue, author: entry.author, time: entry.time))
    }
    info = Info(description: "Labels of Zoomin. For research only.")
    self.images = images
    self.categories = categories.enumerated().map {
      Category(id: $0 + 1, name: $1.name, supercategory: $1.group)
    }
    self.annotations = annotations
  }

  /// How many pictures have a label.
  public var pictureCount: Int { images.count }

  /// How many of them have no name but their SHA-256, and no size.
  public var unnamedPictureCount: Int { images.count { $0.width == nil } }

  /// The file's content, with a line break at its end.
  public func text() throws -> String { String(decoding: try CanonicalJSON.data(self), as: UTF8.self) }

  // MARK: -

  private struct Info: Encodable {
    let description: String
  }

  private struct Image: Encodable {
    let id: Int
    let fileName: String
    let width: Int?
    let height: Int?
    let sha256: String

    enum CodingKeys: String, CodingKey {
      case id, width, height, sha256
      case fileName = "file_name"
    }
  }

  private struct Category: Encodable {
    let id: Int
    let name: String
    let supercategory: String
  }

  private struct Annotation: Encodable {
    let id: Int64
    let imageID: Int
    let categoryID: Int
    let bbox: [Double]
    let area: Double
    let iscrowd: Int
    let kind: String
    let author: String
    let time: String

    enum CodingKeys: String, CodingKey {
      case id, bbox, area, iscrowd, kind, author, time
      case imageID = "image_id"
      case categoryID = "category_id"
    }
  }
}
