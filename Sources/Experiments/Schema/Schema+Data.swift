import Foundation
import Fundus

extension Schema {
  static let general: [Setting] = [
    .text(
      "experiment.name", \.general.name, nil, form: "letters, digits, points, dashes and underscores",
      "The folder under outputs/.",
      read: { text in
        let isName = text.range(of: #"^[A-Za-z0-9_][A-Za-z0-9._-]*$"#, options: .regularExpression) != nil
        return isName ? text : nil
      }, write: { $0 }),
    .optionalWords(
      "experiment.description", \.general.description, nil, form: "a sentence", "A sentence for the reader."),
    .integer(
      "experiment.seed", \.general.seed, 0...Int(Int32.max), .prepare, "Where all random numbers come from."),
  ]

  static let data: [Setting] = [
    .choice("data.source", \.data.source, .prepare, "Where photographs come from."),
    .optionalWords(
      "data.root", \.data.root, nil, form: "a folder",
      "The folder of the data set; drawn photographs have their own."),
    .words("data.labels", \.data.labels, .prepare, form: "a file in data.root", "EyePACS: the grades."),
    .optionalWords(
      "data.solution", \.data.solution, .prepare, form: "a file in data.root",
      "EyePACS: retinopathy_solution.csv, whose Usage column tells validation (Public) from test (Private)."),
    .words("data.table", \.data.table, .prepare, form: "a file in data.root", "Table: one picture a row."),
    column("path", \.data.pathColumn, "the picture's path"),
    column("image", \.data.imageColumn, "the picture's name"),
    column("patient", \.data.patientColumn, "the patient; without it each picture is its own patient"),
    column("eye", \.data.eyeColumn, "left or right"),
    column("level", \.data.levelColumn, "the grade, 0 to 4; blank is unknown"),
    column("split", \.data.splitColumn, "train, validation, test or shifted"),
    list("data.folders", \.data.folders, "Folders in data.root in which pictures are looked for by name."),
    list("data.lesion_tables", \.data.lesionTables, "Tables of lesion boxes: image,type,x0,y0,x1,y1."),
    list("data.lesion_masks", \.data.lesionMasks, "Folders of 1-bit masks: <image>_<TYPE>.png."),
    .choice(
      "data.missing_pictures", \.data.missingPictures, .prepare, "What happens to rows without a picture."),
    .choice(
      "data.unlisted_pictures", \.data.unlistedPictures, .prepare, "What happens to pictures without a row."),
    .number(
      "data.train_fraction", \.data.trainFraction, 0...1, .prepare,
      "Share of patients to learn from, where the data have no splits."),
    .number(
      "data.validation_fraction", \.data.validationFraction, 0...1, .prepare,
      "Share of patients to choose on."),
    .number("data.test_fraction", \.data.testFraction, 0...1, .prepare, "Share of patients to report on."),
    .integer(
      "data.shuffled_grades", \.data.shuffledGrades, 0...Int(Int32.max), .prepare,
      "Negative control: grades are permuted over the patients of each split by this seed; 0 leaves them as they are."
    ),
    .number(
      "data.border_threshold", \.data.borderThreshold, 0.005...0.5, .prepare,
      "Brightness above the dark border from which a pixel belongs to the retina."),
    .flag(
      "data.mask_border", \.data.maskBorder, .prepare,
      "Whether all outside the retina is painted black in prepared pictures: lettering, a white border."),
    .flag(
      "data.lossless", \.data.lossless, .prepare, "Prepared pictures as PNG instead of JPEG 4:4:4 at 95."),
    .number(
      "data.maximum_skipped_fraction", \.data.maximumSkippedFraction, 0...1, nil,
      "Share of pictures that may be broken before the run ends."),
  ]

  static let phantom: [Setting] = [
    .integer(
      "phantom.patients", \.phantom.patients, 1...1_000_000, .prepare, "Patients, each with two eyes."),
    .text(
      "phantom.seed", \.phantom.seed, .prepare, form: "a whole number", "Which patients are drawn.",
      read: { UInt64($0) }, write: { "\($0)" }),
    .integer("phantom.pixels", \.phantom.pixels, 128...8192, .prepare, "Longer side of a picture."),
    .number(
      "phantom.lesion_scale", \.phantom.lesionScale, 0.5...6, .prepare,
      "How much larger than real the lesions are; 1 is real."),
    .number(
      "phantom.lesion_number", \.phantom.lesionNumber, 0.1...2, .prepare,
      "How many lesions relative to real photographs; 1 is real."),
    .number(
      "phantom.lesion_contrast", \.phantom.lesionContrast, 0.25...2, .prepare,
      "How much stronger than the default the lesions stand out."),
    .list(
      "phantom.grade_fractions", \.phantom.gradeFractions, .prepare, form: "five numbers that sum to 1",
      "How frequent each grade is.", read: { Double($0) }, write: { "\($0)" },
      isValid: { $0.count == 5 && abs($0.reduce(0, +) - 1) < 1e-6 && $0.allSatisfy { $0 >= 0 } }),
    .number(
      "phantom.validation_fraction", \.phantom.validationFraction, 0...1, .prepare,
      "Share of patients to choose on."),
    .number(
      "phantom.test_fraction", \.phantom.testFraction, 0...1, .prepare, "Share of patients to report on."),
    .number(
      "phantom.shifted_fraction", \.phantom.shiftedFraction, 0...1, .prepare,
      "Share of patients photographed by other cameras."),
    .number(
      "phantom.missing_eye_fraction", \.phantom.missingEyeFraction, 0...1, .prepare,
      "Share of patients of whom one eye was never photographed."),
  ]

  // MARK: -

  private static func column(
    _ name: String, _ place: Setting.Place<String>, _ meaning: String
  ) -> Setting {
    .words(
      "data.column_\(name)", place, .prepare, form: "the name of a column", "Table: the column of \(meaning)."
    )
  }

  private static func list(
    _ path: String, _ place: Setting.Place<[String]>, _ documentation: String
  ) -> Setting {
    .list(
      path, place, .prepare, form: "a list of names in data.root, such as [a, b]", documentation,
      read: { $0 }, write: { $0 }, isValid: { _ in true })
  }
}
