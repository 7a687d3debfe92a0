import Discovery
import FeatureStore
import Foundation
import Fundus
import Imaging
import Labels
import Workbench

extension LabelsJob {
  /// Adds the labels of a CSV table or a COCO file, all or none. Labels that the same author has already given are
  /// skipped.
  ///
  /// - Parameters:
  ///   - features: a feature file, needed if the file refers to pictures by name or to regions by row.
  ///   - author: the author of labels without one.
  /// - Throws: `WorkbenchError` `.malformed` with the line or annotation; `LabelsError`, `FeatureStoreError`.
  public func add(file url: URL, features: URL?, author: String) throws -> Result {
    let labels = try Self.labels(in: url)
    let places = try features.map { try openPlaces(in: $0) }
    let now = LabelStore.text(of: Date())
    let entries = try labels.map { foreign in
      let (picture, box) = try place(of: foreign, places, file: url.path)
      let label = Label(
        kind: foreign.kind, picture: picture, box: box, term: LabelTerm.short(foreign.term))
      let entry = LabelStore.NewEntry(
        .label(label), author: foreign.author ?? author, time: foreign.time ?? now)
      if let fault = entry.fault {
        let isEmptyLesion = label.kind == .lesion && label.term == Label.noLesion
        throw foreign.fault(
          in: url.path, fault, isEmptyLesion ? "Make its kind patch, or leave it out." : nil)
      }
      return entry
    }
    return try add(entries, to: try own())
  }

  /// The pictures and places of a feature file.
  func openPlaces(in features: URL) throws -> LabelPlaces {
    try LabelPlaces(in: try open(features), tileCells: experiment.geometry.cells)
  }

  // MARK: -

  private static func labels(in url: URL) throws -> [ForeignLabel] {
    try FileKind.requireFile(url, remedy: "Check the path.")
    guard let data = FileManager.default.contents(atPath: url.path) else {
      throw WorkbenchError(
        .unreadable, at: url.path, "cannot be read", remedy: "Check that it is a file and may be read.")
    }
    return COCOReader.isJSON(data, named: url.lastPathComponent)
      ? try COCOReader.labels(data, place: url.path)
      : try LabelTable.lines(of: try CSVTable(data, place: url.path))
  }

  private func place(
    of label: ForeignLabel, _ places: LabelPlaces?, file: String
  ) throws -> (picture: String, box: Box) {
    func fault(_ reason: String, _ remedy: String? = nil) -> WorkbenchError {
      label.fault(in: file, reason, remedy)
    }
    func check(_ box: Box, on name: String, _ image: FeatureImage?) throws {
      let told = label.pictureSize.map { Extent(width: $0.width, height: $0.height) }
      let size = image.map { Extent(width: Int($0.width), height: Int($0.height)) }
      if let told, let size, told != size {
        throw fault(
          "is on \(name) of \(told.width) x \(told.height) pixels, but that picture has "
            + "\(size.width) x \(size.height)",
          "Give boxes in pixels of the picture's own file, not of a copy.")
      }
      if let misplaced = BoxFault(box, on: name, size: size ?? told, isPatch: label.kind == .patch) {
        throw fault(misplaced.reason, misplaced.remedy)
      }
    }
    func needed() throws -> LabelPlaces {
      guard let places else {
        throw fault(
          "refers to a picture or region of a feature file", "Name the file as --features FEATURES.h5.")
      }
      return places
    }
    switch label.place {
    case .picture(let sha256, let box):
      let image = places?.byHash[sha256]
      try check(box, on: image?.id ?? "the picture", image)
      return (sha256, box)
    case .image(let name, let box):
      let places = try needed()
      guard let id = PictureName.id(of: name, isKnown: { places.byName[$0] != nil }),
        let image = places.byName[id]
      else {
        throw fault(
          "names the picture \(name), which \(places.mined.url.path) lacks",
          "Correct the name, or name the picture's own feature file as --features.")
      }
      try check(box, on: id, image)
      return (image.sha256, box)
    case .region(let row):
      let places = try needed()
      guard row < places.mined.rowCount else {
        throw fault("names row \(row), but \(places.mined.url.path) has \(places.mined.rowCount) rows")
      }
      return places.tile(ofRow: row)
    }
  }
}
