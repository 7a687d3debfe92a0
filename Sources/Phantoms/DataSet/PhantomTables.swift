import Foundation
import Fundus
import Workbench

/// Writes the tables of a drawn data set: those that a real one has, and under `truth/` those that only scoring may
/// read.
enum PhantomTables {
  /// Writes every table; the records are in canonical order.
  static func write(_ records: [PhantomRecord], oddities: PhantomOddities, to folder: URL)
    throws(WorkbenchError)
  {
    var labels = CSVWriter(columns: ["image", "level"])
    var manifest = CSVWriter(columns: ["image", "path", "patient", "eye", "level", "split"])
    var lesions = CSVWriter(columns: boxColumns)
    var unlisted = CSVWriter(columns: boxColumns)
    var controls = CSVWriter(columns: boxColumns)
    var anatomy = CSVWriter(columns: ["image", "disc_diameter", "fovea_x", "fovea_y"])
    var nuisance = CSVWriter(columns: ["image"] + PhantomRecord.nuisanceColumns)
    for record in records {
      labels.append([record.image, "\(record.grade)"])
      manifest.append([
        record.image, record.path, "\(record.patient)", record.eye.rawValue, "\(record.grade)",
        record.split.rawValue,
      ])
      if !record.disc.isEmpty {
        lesions.append([record.image, LesionType.opticDisc.rawValue] + record.disc.map(String.init))
      }
      for mark in record.lesions { lesions.append(row(mark, of: record)) }
      for mark in record.unlisted { unlisted.append(row(mark, of: record)) }
      for mark in record.controls { controls.append(row(mark, of: record)) }
      anatomy.append(
        [record.image, CSVWriter.number(Float(record.discDiameter))]
          + record.fovea.map { CSVWriter.number(Float($0)) })
      nuisance.append([record.image] + PhantomRecord.nuisanceColumns.map { record.nuisance[$0] ?? "" })
    }
    var looks = CSVWriter(columns: ["type", "outline", "tint", "bright", "size", "edge", "texture", "petals"])
    for (type, look) in oddities.all {
      looks.append([
        type, look.outline.rawValue, look.tint, "\(look.isBright)", CSVWriter.number(look.size),
        CSVWriter.number(look.edge), CSVWriter.number(look.texture), "\(look.petals)",
      ])
    }
    let truth = folder.appendingPathComponent("truth")
    try AtomicFile.write(labels.text, to: folder.appendingPathComponent("trainLabels.csv"))
    try AtomicFile.write(manifest.text, to: folder.appendingPathComponent("manifest.csv"))
    try AtomicFile.write(lesions.text, to: folder.appendingPathComponent("lesion_boxes.csv"))
    try AtomicFile.write(unlisted.text, to: truth.appendingPathComponent("unlisted.csv"))
    try AtomicFile.write(controls.text, to: truth.appendingPathComponent("controls.csv"))
    try AtomicFile.write(looks.text, to: truth.appendingPathComponent("looks.csv"))
    try AtomicFile.write(anatomy.text, to: truth.appendingPathComponent("anatomy.csv"))
    try AtomicFile.write(nuisance.text, to: truth.appendingPathComponent("nuisance.csv"))
  }

  // MARK: -

  private static let boxColumns = ["image", "type", "x0", "y0", "x1", "y1"]

  private static func row(_ mark: PhantomRecord.Mark, of record: PhantomRecord) -> [String] {
    [record.image, mark.type] + mark.box.map(String.init)
  }
}
