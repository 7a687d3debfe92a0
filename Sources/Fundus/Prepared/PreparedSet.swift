import Foundation
import Imaging
import Workbench

/// The prepared pictures of a data set, in the order of its manifest. It may be used from any thread.
public final class PreparedSet: Sendable {
  /// The pictures that could be prepared; `pictures[i]` belongs to `manifest.entries[i]`.
  public let manifest: Manifest
  /// What was measured on each.
  public let pictures: [PreparedPicture]
  /// The pictures that could not be prepared, in manifest order.
  public let skipped: [SkippedPicture]
  /// How they were prepared.
  public let configuration: PreparationConfiguration
  /// The lesions of every picture, in source pixels.
  public let lesionsByImage: [[LesionBox]]

  init(
    manifest: Manifest, pictures: [PreparedPicture], skipped: [SkippedPicture],
    configuration: PreparationConfiguration
  ) {
    precondition(manifest.entries.count == pictures.count, "every entry has its picture")
    self.manifest = manifest
    self.pictures = pictures
    self.skipped = skipped
    self.configuration = configuration
    lesionsByImage = manifest.lesionsByImage
  }

  /// A hash over the inputs of later stages: every picture's content, the settings of its preparation, its patient,
  /// eye, grade and split. Lesions are not included.
  public var contentHash: String {
    var hash = ContentHash()
    hash.update("prepared set 1")
    hash.update(configuration.cacheKey)
    hash.update([Int64(configuration.viewPixels)])
    for (entry, picture) in zip(manifest.entries, pictures) {
      hash.update([entry.id, entry.path, picture.sha256, entry.patient].joined(separator: "\n"))
      hash.update("\(entry.eye.rawValue) \(entry.grade.map { "\($0)" } ?? "unknown") \(entry.split.rawValue)")
    }
    return hash.hexadecimal()
  }

  /// How many pictures there are.
  public var count: Int { pictures.count }

  /// The square of `zoomPixels`, red, green, blue; read from the store at every call.
  ///
  /// - Throws: `ImagingError` if the store's file vanished or was damaged.
  public func zoom(_ index: Int) throws(ImagingError) -> Raster {
    do {
      return try Raster.load(pictures[index].zoom).rgb()
    } catch  where error.code == .missing {
      throw ImagingError(
        .missing, at: error.place, "vanished from the cache of prepared pictures while it was in use",
        remedy: "The same command prepares it again.")
    }
  }

  /// The square of `viewPixels`, the area average of the zoom square; read from the store at every call. Who reads pictures
  /// again and again keeps them as the network sees them (`PictureCache`).
  ///
  /// - Throws: `ImagingError` if the store's file vanished or was damaged.
  public func view(_ index: Int) throws(ImagingError) -> Raster {
    view(of: try zoom(index))
  }

  /// The view of a zoom square that is already loaded.
  public func view(of zoom: Raster) -> Raster {
    zoom.resampled(width: configuration.viewPixels, height: configuration.viewPixels, filter: .area)
  }

  /// The lesions of a picture, in pixels of its square with the given side.
  public func lesions(_ index: Int, side: Int) -> [LesionBox] {
    lesionsByImage[index].map {
      LesionBox(image: $0.image, type: $0.type, box: pictures[index].box($0.box, toSide: side))
    }
  }
}
