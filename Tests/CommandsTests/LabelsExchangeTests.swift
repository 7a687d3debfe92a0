import FeatureStore
import Foundation
import Labels
import Settings
import Testing
import TestSupport
import Workbench

@testable import Commands

/// A job on a store of a test's own.
func labelsJob(_ store: URL) throws -> LabelsJob {
  LabelsJob(experiment: try ExperimentReader.read(overrides: ["judge.labels=\(store.path)"])) {
    try FeatureReader($0)
  }
}

@Suite("Exchange of labels") struct LabelsExchangeTests {
  private let folder: TemporaryFolder
  private let data: SampleData
  private let images: [FeatureImage]

  init() throws {
    folder = try TemporaryFolder()
    data = try SampleData(patients: 2)
    images = try #require(try data.reader.images())
  }

  private func add(_ text: String, as name: String, features: Bool = true, to store: String = "a") throws
    -> String
  {
    let file = URL(fileURLWithPath: try folder.write(text, name))
    return try labelsJob(folder[store]).add(
      file: file, features: features ? data.features : nil, author: "Ann"
    ).text
  }

  private func entries(_ store: String = "a") throws -> [LogEntry] {
    try LabelStore(at: folder[store]).validEntries()
  }

  /// COCO as other programs write it, of one picture and one box.
  private func coco(
    _ image: String, category: String = "hard exudate", bbox: String = "[30, 40, 50, 60]", extra: String = ""
  ) -> String {
    #"""
    {"images": [{"id": 5, \#(image)}], "categories": [{"id": 1, "name": "\#(category)"}],
     "annotations": [{"id": 9, "image_id": 5, "category_id": 1, "bbox": \#(bbox)\#(extra)}]}
    """#
  }

  @Test("COCO of another program: pictures by name, terms by their short form, lesions by default")
  func foreign() throws {
    let image = images[1]
    let text = coco(
      "\"file_name\": \"set/\(image.id).png\", \"width\": \(image.width), \"height\": \(image.height)")
    #expect(try add(text, as: "a.json") == "1 label added: \(folder["a"].path)")
    #expect(try add(text, as: "a.txt") == "0 labels added, 1 was there already: \(folder["a"].path)")
    let expected = Label(
      kind: .lesion, picture: image.sha256, box: Box(minX: 30, minY: 40, maxX: 80, maxY: 100), term: "EX")
    #expect(try entries().map(\.label) == [expected] && entries()[0].author == "Ann")
    let patch = coco(
      #""file_name": "x", "sha256": "\#(image.sha256)""#, category: "Normal", extra: #", "kind": "patch""#)
    _ = try add(patch, as: "b.json", features: false)
    #expect(try entries()[1].label?.term == "none" && entries()[1].label?.kind == .patch)
  }

  @Test(
    "what leaves as COCO comes back as it was, with and without a feature file", arguments: [true, false])
  func roundTrip(hasFeatures: Bool) throws {
    let rows =
      "row,term,author,time\n"
      + (0..<6).map { "\($0),\(["MA", "drusen", "none"][$0 % 3]),Ben,2026-01-0\($0 + 1)T08:00:00Z\n" }
      .joined()
    _ = try add(rows, as: "rows.csv")
    _ = try add(coco("\"file_name\": \"\(images[0].id)\"", bbox: "[30.1, 40.7, 50.3, 60.9]"), as: "c.json")
    let export = try labelsJob(folder["a"]).coco(features: hasFeatures ? data.features : nil)
    #expect((export.warning == nil) == hasFeatures)
    #expect(export.text.contains("\"file_name\" : \"\(hasFeatures ? images[0].path : images[0].sha256)\""))
    #expect(export.text.contains("\"width\" : \(images[0].width)") == hasFeatures)
    #expect(try add(export.text, as: "all.json", features: hasFeatures, to: "b").hasPrefix("7 labels added"))
    #expect(try entries("b").map(\.content) == entries().map(\.content))
    #expect(try entries("b").map(\.author) == entries().map(\.author))
    #expect(try entries("b").map(\.time) == entries().map(\.time))
    #expect(try labelsJob(folder["b"]).table(isLog: false) == labelsJob(folder["a"]).table(isLog: false))
    #expect(try labelsJob(folder["b"]).coco(features: hasFeatures ? data.features : nil).text == export.text)
    // Without the extras of this program, names or the SHA-256 in their place still lead to the pictures.
    let bare = export.text.replacing(#/ *"(sha256|kind|author|time)" : "[^"]*",?\n/#, with: "")
      .replacing(#/,(\s*\})/#) { "\($0.output.1)" }.replacing("\"none\"", with: "\"cup\"")
    #expect(try add(bare, as: "bare.json", features: hasFeatures, to: "c").hasPrefix("7 labels added"))
    #expect(try entries("c").compactMap(\.label?.picture) == entries().compactMap(\.label?.picture))
    #expect(try entries("c").compactMap(\.label?.box) == entries().compactMap(\.label?.box))
  }

  @Test("a picture that the feature file lacks has its SHA-256 as name, and a warning counts it")
  func unknownPicture() throws {
    let sha256 = String(repeating: "c", count: 64)
    _ = try add(
      "sha256,x0,y0,x1,y1,term\n\(sha256),0,0,9,9,HE\n\(images[0].sha256),9,9,20,20,HE\n", as: "t.csv")
    let export = try labelsJob(folder["a"]).coco(features: data.features)
    #expect(
      export.warning
        == "Known by SHA-256 only, without width and height: 1 of 2 pictures. \(data.features.path) lacks them."
    )
    #expect(export.text.contains("\"file_name\" : \"\(sha256)\"") && export.text.contains(images[0].path))
    #expect(
      try labelsJob(folder["a"]).coco(features: nil).warning?.hasSuffix(
        "2 of 2 pictures. Name their feature file as --features FEATURES.h5.") == true)
  }

  @Test("one wrong annotation is told, and nothing is added")
  func wrong() throws {
    let (known, size) = (images[0], "\"width\": \(images[0].width), \"height\": \(images[0].height)")
    func message(_ text: String, features: Bool = true) throws -> String? {
      let error = #expect(throws: (any Error).self) { try add(text, as: "w.json", features: features) }
      return (error as? any ZoominError)?.message.replacing(folder["w.json"].path, with: "W")
        .replacing(data.features.path, with: "F")
    }
    #expect(
      try message(coco(#""file_name": "nobody.png""#))
        == "W, annotation 9: names the picture nobody.png, which F lacks. "
        + "Correct the name, or name the picture's own feature file as --features.")
    #expect(
      try message(coco("\"file_name\": \"\(known.id)\""), features: false)
        == "W, annotation 9: refers to a picture or region of a feature file. Name the file as --features FEATURES.h5."
    )
    #expect(
      try message(coco("\"file_name\": \"\(known.id)\", \"width\": 20, \"height\": 30"))
        == "W, annotation 9: is on \(known.id) of 20 x 30 pixels, but that picture has \(known.width) x \(known.height). "
        + "Give boxes in pixels of the picture's own file, not of a copy.")
    #expect(
      try message(coco("\"file_name\": \"\(known.id)\", \(size)", bbox: "[9000, 10, 20, 20]"))?
        .hasPrefix("W, annotation 9: the box 9000, 10, 9020, 30 lies outside of \(known.id), which is ")
        == true)
    let hash = String(repeating: "d", count: 64)
    #expect(
      try message(coco("\"file_name\": \"\(hash)\", \"width\": 20, \"height\": 30"), features: false)?
        .hasPrefix(
          "W, annotation 9: the box 30, 40, 80, 100 lies outside of the picture, which is 20 x 30 pixels")
        == true)
    #expect(
      try message(coco("\"file_name\": \"\(known.id)\"", bbox: "[0.1, 0.1, 0.2, 0.3]"))?
        .contains("is in fractions of \(known.id)") == true)
    #expect(
      try message(coco("\"file_name\": \"\(known.id)\"", category: "normal"))
        == "W, annotation 9: a lesion box says that there is no lesion. Make its kind patch, or leave it out."
    )
    #expect(
      try message(coco("\"file_name\": \"\(known.id)\"", extra: #", "time": "noon""#))
        == "W, annotation 9: noon is not a time such as 2026-11-23T15:49:00Z.")
    #expect(
      try message(coco(#""file_name": "x", "sha256": "12""#))
        == "W, annotation 9: 12 is not the SHA-256 of a picture.")
    #expect(!FileManager.default.fileExists(atPath: folder["a"].path))
  }

  @Test("a merge is told in a sentence and as JSON, and does not create a store to fail")
  func merge() throws {
    _ = try add("row,term\n0,HE\n1,MA\n", as: "t.csv")
    _ = try add("row,term\n1,MA\n2,EX\n", as: "u.csv", to: "b")
    try labelsJob(folder["b"]).undo(1, author: "Ben")
    let result = try labelsJob(folder["a"]).merge(folder["b"])
    #expect(result.added + result.known == 3 && result.known <= 1)
    let again = try labelsJob(folder["a"]).merge(folder["b"])
    #expect(again.text == "0 entries added, 3 were there already: \(folder["a"].path)")
    #expect(try again.json() == #"{"added":0,"known":3,"schemaVersion":1,"store":"\#(folder["a"].path)"}"#)
    let error = #expect(throws: LabelsError.self) { try labelsJob(folder["c"]).merge(folder["none"]) }
    #expect(error?.code == .missing && error?.place == folder["none"].path)
    #expect(!FileManager.default.fileExists(atPath: folder["c"].path))
  }
}
