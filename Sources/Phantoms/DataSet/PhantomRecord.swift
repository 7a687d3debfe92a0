import Foundation
import Fundus
import Workbench

/// The rows of the tables about one drawn picture. It is stored as a line of the journal, so that an interrupted
/// drawing can continue.
struct PhantomRecord: Codable, Sendable, Equatable {
  /// A box with its type; coordinates are whole pixels, the maximum exclusive.
  struct Mark: Codable, Sendable, Equatable {
    /// The term of the lesion table, or `unlisted`, `bright`, `dark`.
    var type: String
    /// x0, y0, x1, y1.
    var box: [Int]
    /// Quadrant around the fovea, 0...3.
    var quadrant: Int
  }

  /// The id of the picture, `<patient>_<eye>`.
  var image: String
  /// The patient's number.
  var patient: Int
  /// The eye.
  var eye: Eye
  /// The grade, 0...4.
  var grade: Int
  /// The part of the study.
  var split: Split
  /// The lesions of the grading scale.
  var lesions: [Mark]
  /// The unlisted lesions.
  var unlisted: [Mark]
  /// The controls, bright and dark.
  var controls: [Mark]
  /// The box of the optic disc; empty if it lies outside the field of view.
  var disc: [Int]
  /// Diameter of the disc in pixels.
  var discDiameter: Double
  /// The fovea, x and y in pixels.
  var fovea: [Double]
  /// Camera and nuisance values by column of `truth/nuisance.csv`.
  var nuisance: [String: String]

  /// The path of the picture relative to the data set's folder.
  var path: String { "images/\(image).jpeg" }

  /// The columns of `truth/nuisance.csv` after `image`.
  static let nuisanceColumns = [
    "camera", "width", "height", "field_x", "field_y", "field_radius", "exposure", "gain_red", "gain_green",
    "gain_blue", "pigment", "hue", "tessellation", "mottle", "texture", "sheen", "tilt_x", "tilt_y", "haze",
    "veil",
    "blur_pixels",
    "noise", "quality",
  ]

  /// The record of a painted picture.
  init(_ picture: PhantomPicture, disc: [Int], marks: [(mark: PhantomMark, box: [Int])]) {
    let patient = picture.patient, anatomy = picture.anatomy, nuisance = picture.nuisance
    image = patient.id(of: picture.eye)
    self.patient = patient.number
    eye = picture.eye
    grade = picture.grade
    split = patient.split
    self.disc = disc
    discDiameter = anatomy.discDiameter
    let fovea = anatomy.pixel(anatomy.fovea.x, anatomy.fovea.y)
    self.fovea = [fovea.x, fovea.y]
    lesions = []
    unlisted = []
    controls = []
    // A mark outside the field of view leaves no trace and is in no table.
    for (mark, box) in marks where !box.isEmpty {
      let quadrant = PhantomGradeRule.quadrant(mark.place, fovea: anatomy.fovea)
      switch mark.kind {
      case .listed(let type): lesions.append(Mark(type: type.rawValue, box: box, quadrant: quadrant))
      case .unlisted: unlisted.append(Mark(type: "unlisted", box: box, quadrant: quadrant))
      case .brightControl: controls.append(Mark(type: "bright", box: box, quadrant: quadrant))
      case .darkControl: controls.append(Mark(type: "dark", box: box, quadrant: quadrant))
      }
    }
    let number = { (value: Double) in CSVWriter.number(Float(value)) }
    let aperture = anatomy.aperture
    let values = [
      nuisance.camera.name, "\(anatomy.width)", "\(anatomy.height)", CSVWriter.number(aperture.x),
      CSVWriter.number(aperture.y), CSVWriter.number(aperture.radius), number(nuisance.exposure),
      number(nuisance.cast[0]), number(nuisance.cast[1]), number(nuisance.cast[2]), number(nuisance.pigment),
      number(nuisance.hue), number(nuisance.tessellation), number(nuisance.mottle), number(nuisance.texture),
      number(nuisance.sheen),
      number(nuisance.tilt.x), number(nuisance.tilt.y), number(nuisance.haze.strength), number(nuisance.veil),
      number(nuisance.blurPixels), number(nuisance.noise), "\(nuisance.quality)",
    ]
    self.nuisance = Dictionary(uniqueKeysWithValues: zip(Self.nuisanceColumns, values))
  }
}
