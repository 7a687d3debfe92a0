import Foundation
import Workbench

/// Reads labels from COCO detection JSON, of this program or of another.
public enum COCOReader {
  /// Whether a file is to be read as JSON: its name ends in `json`, or its text begins with a brace.
  public static func isJSON(_ data: Data, named name: String) -> Bool {
    name.lowercased().hasSuffix(".json")
      || withoutMark(data).first { $0 != 0x20 && !(0x09...0x0d).contains($0) } == UInt8(ascii: "{")
  }

  /// The labels of a COCO file.
  ///
  /// A picture is known by its `sha256`; otherwise by a `file_name` that is a SHA-256, with or without an ending;
  /// otherwise by its `file_name`. `kind` is `lesion` where the annotation does not tell; `iscrowd`, `segmentation`
  /// and fields of other programs do not matter.
  ///
  /// x + width and y + height are the corners of an exported box to the last bit, unless a corner is within 0.00001
  /// pixels of 0.
  ///
  /// - Parameter place: the file, for messages.
  /// - Throws: `WorkbenchError` with code `.malformed`, with the annotation.
  public static func labels(_ data: Data, place: String) throws(WorkbenchError) -> [ForeignLabel] {
    let file = try CanonicalJSON.decode(
      Content.self, from: withoutMark(data), place: place,
      damaged: "COCO has images, categories and annotations. Save the labels as COCO, or as a CSV table.")
    let images = try byID(file.images, "image", place)
    let categories = try byID(file.categories, "category", place)
    var labels: [ForeignLabel] = []
    for (index, annotation) in file.annotations.enumerated() {
      let name = annotation.id?.description ?? "#\(index)"
      func fault(_ reason: String, _ remedy: String? = nil) -> WorkbenchError {
        WorkbenchError(.malformed, at: "\(place), annotation \(name)", reason, remedy: remedy)
      }
      guard let image = images[annotation.imageID] else {
        throw fault("is on image \(annotation.imageID), which the file does not list")
      }
      guard let category = categories[annotation.categoryID] else {
        throw fault("has the category \(annotation.categoryID), which the file does not list")
      }
      guard !category.name.allSatisfy(\.isWhitespace) else {
        throw fault("has the category \(annotation.categoryID), which has no name")
      }
      guard let kind = annotation.kind.map({ Label.Kind(rawValue: $0) }) ?? .lesion else {
        throw fault("has the kind \(annotation.kind ?? ""), not patch or lesion")
      }
      guard let bbox = annotation.bbox else {
        throw fault("has no bbox", "Write x, y, width and height in pixels.")
      }
      guard let box = box(bbox) else {
        throw fault(
          "has the bbox \(bbox.map { "\($0)" }.joined(separator: ", ")), not a box",
          "Write x, y, width and height in pixels, the last two above 0.")
      }
      labels.append(
        ForeignLabel(
          origin: .annotation(name), kind: kind,
          place: hash(of: image).map { .picture(sha256: $0, box) } ?? .image(id: image.fileName, box),
          term: category.name, author: annotation.author, time: annotation.time,
          pictureSize: image.size))
    }
    return labels
  }

  // MARK: -

  /// What is read of a file; whatever else it has is of no concern.
  private struct Content: Decodable {
    let images: [Image]
    let categories: [Category]
    let annotations: [Annotation]
  }

  private protocol Numbered {
    var id: COCOIdentifier { get }
  }

  private struct Image: Decodable, Numbered {
    let id: COCOIdentifier
    let fileName: String
    let width: Int?
    let height: Int?
    let sha256: String?

    /// Some programs write 0 where they do not know it.
    var size: ForeignLabel.PictureSize? {
      guard let width, let height, width > 0, height > 0 else { return nil }
      return ForeignLabel.PictureSize(width: width, height: height)
    }

    enum CodingKeys: String, CodingKey {
      case id, width, height, sha256
      case fileName = "file_name"
    }
  }

  private struct Category: Decodable, Numbered {
    let id: COCOIdentifier
    let name: String
  }

  private struct Annotation: Decodable {
    let id: COCOIdentifier?
    let imageID: COCOIdentifier
    let categoryID: COCOIdentifier
    let bbox: [Double]?
    let kind: String?
    let author: String?
    let time: String?

    enum CodingKeys: String, CodingKey {
      case id, bbox, kind, author, time
      case imageID = "image_id"
      case categoryID = "category_id"
    }
  }

  private static func byID<Element: Numbered>(
    _ elements: [Element], _ noun: String, _ place: String
  ) throws(WorkbenchError) -> [COCOIdentifier: Element] {
    var byID: [COCOIdentifier: Element] = [:]
    for element in elements where byID.updateValue(element, forKey: element.id) != nil {
      throw WorkbenchError(
        .malformed, at: place, "lists the \(noun) \(element.id) twice", remedy: "Give each its own id.")
    }
    return byID
  }

  private static func box(_ bbox: [Double]) -> Box? {
    guard bbox.count == 4 else { return nil }
    let box = Box(
      minX: Float(bbox[0]), minY: Float(bbox[1]), maxX: Float(bbox[0] + bbox[2]),
      maxY: Float(bbox[1] + bbox[3]))
    return box.coordinates.allSatisfy(\.isFinite) && box.minX < box.maxX && box.minY < box.maxY ? box : nil
  }

  private static func hash(of image: Image) -> String? {
    if let sha256 = image.sha256, !sha256.isEmpty { return sha256.lowercased() }
    let file = image.fileName.split(whereSeparator: { "/\\".contains($0) }).last.map(String.init) ?? ""
    let stem = file.prefix { $0 != "." }.lowercased()
    return Label.isHash(stem) ? stem : nil
  }

  private static func withoutMark(_ data: Data) -> Data {
    data.starts(with: [0xef, 0xbb, 0xbf]) ? data.dropFirst(3) : data
  }
}

/// An `id` of a COCO file: a number, or with some programs a text. It is fit for messages.
private struct COCOIdentifier: Hashable, Decodable, CustomStringConvertible {
  let description: String

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    do {
      description = "\(try container.decode(Int.self))"
    } catch DecodingError.typeMismatch {
      description = Sentence.printable(try container.decode(String.self))
    }
  }
}
