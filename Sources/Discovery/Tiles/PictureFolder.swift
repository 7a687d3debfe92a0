import FeatureStore
import Foundation
import Fundus
import Imaging
import Workbench

/// The current folder of the pictures of a feature file.
public struct PictureFolder: Sendable {
  /// The folder that `/image/path` is relative to.
  public let root: URL

  /// The folder that is given or, without one, that the feature file names.
  ///
  /// - Throws: `DiscoveryError` with code `.missing` if the folder does not exist, `.unusable` if none is known.
  public init(of mined: MinedRegions, movedTo root: URL? = nil) throws(DiscoveryError) {
    guard mined.hasPictures, let attributes = mined.attributes else {
      throw DiscoveryError(
        .unusable, at: mined.url.path,
        "does not say which pictures its rows come from, so nothing can be drawn",
        remedy: "Only feature files that this program mined have mosaics; any can be clustered.")
    }
    let folder = root ?? URL(fileURLWithPath: attributes.dataRoot)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder), isFolder.boolValue
    else {
      throw DiscoveryError(
        .missing, at: folder.path, "the folder of the pictures is not there",
        remedy:
          "Give the folder where they lie now with data.root=FOLDER; drawn pictures are drawn again by the run's own "
          + "command.")
    }
    self.root = folder
  }

  /// Reads a picture and checks that it is the one from which the features were mined.
  ///
  /// - Parameter border: the finder of the retina; everything outside is painted black.
  /// - Throws: `DiscoveryError` with code `.missing` or `.changedPicture`; `ImagingError` where it cannot be decoded;
  ///   `FundusError` where the retina is not found.
  public func picture(of image: FeatureImage, border: RetinaFinder?) throws -> Raster {
    let url = root.appendingPathComponent(image.path)
    guard FileKind(of: url) == .file, let data = FileManager.default.contents(atPath: url.path) else {
      throw DiscoveryError(
        .missing, at: url.path, "the picture \(image.id) is not there or cannot be read",
        remedy: "Give the folder where the pictures lie now with data.root=FOLDER.")
    }
    guard image.sha256.isEmpty || ContentHash.hexadecimal(of: data) == image.sha256 else {
      throw DiscoveryError(
        .changedPicture, at: url.path, "is not the file that the features of \(image.id) were mined from",
        remedy: "Restore the picture, or mine again.")
    }
    var picture = try Raster.decode(data, place: url.path)
    if let border {
      picture.blackenBorder(try border.find(on: picture, place: url.path, source: picture.extent))
    }
    return picture
  }
}
