import FeatureStore
import Foundation
import Fundus
import Runs

extension GalleryLibrary {
  /// The prepared picture of an eye, which lies in the cache of the outputs; nil if it was removed from there.
  ///
  /// The source photograph may lie anywhere and is not served.
  ///
  /// - Throws: `GalleryError` if it is a link to elsewhere.
  func preparedPicture(of image: FeatureImage) throws -> URL? {
    let store = PictureStore(folder: OutputsDirectory(outputs.url).preparedPictures)
    guard let url = store.square(sha256: image.sha256, cropBox: image.cropBox) else { return nil }
    return try outputs.checked(url, as: "picture")
  }
}
