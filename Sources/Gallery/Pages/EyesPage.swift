import Discovery
import FeatureStore
import Fundus
import Workbench

/// The eyes of a patient beside each other, with all patches of them, and the place to draw lesions.
struct EyesPage: Page {
  /// One eye.
  struct Eye {
    let name: String
    /// Its place among the pictures of the feature file.
    let number: Int
    /// Nil if the prepared picture was removed from the cache.
    let view: EyeView?
    let facts: [EyeFacts.Fact]
    /// Boxes that people drew.
    let drawn: [DrawnLesion]
    /// Where the form of a new box goes.
    let action: String
  }

  static let template = "eyes"
  let frame: Frame
  let title: String
  let eyes: [Eye]
  let levels: [EyeView.Level]
  let terms = LesionTerms.lesions
  let noPicture = EyeView.missing
  /// The table of all drawn boxes on the pictures of the feature file.
  let table: String
  /// The same and the labels of patches, as COCO.
  let coco: String

  /// - Parameters:
  ///   - image: the eye that comes first; the patient's others follow.
  ///   - hasPicture: whether the prepared picture of an eye is in the cache.
  init(
    _ image: Int, of clustering: OpenClustering, drawn: [Int: [DrawnLesion]],
    hasPicture: (Int) throws -> Bool,
    _ viewing: Viewing
  ) rethrows {
    let (mined, address) = (clustering.mined, clustering.address)
    let patient = mined.images[image].patient
    frame = Frame("Patient \(patient)", below: address.crumbs, viewing)
    title = "Eyes of patient \(patient)"
    levels = EyeView.levels(viewing)
    table = address.lesionTable
    coco = address.labels
    eyes = try clustering.file.imagesOfPatient(of: image).map { number in
      let boxes = drawn[number] ?? []
      return Eye(
        name: "\(mined.images[number].eye), \(mined.images[number].id)", number: number,
        view: try hasPicture(number) ? EyeView(number, of: clustering, drawn: boxes, viewing) : nil,
        facts: EyeFacts.facts(mined.images[number]).filter { !viewing.isBlind || !$0.isSwaying },
        drawn: boxes, action: "\(address.eyes(number))/boxes")
    }
  }
}
