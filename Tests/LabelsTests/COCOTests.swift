import Foundation
import Testing
import TestSupport
import Workbench

@testable import Labels

@Suite struct COCOTests {
  private let terms = [COCOFile.Term("MA", group: "lesion"), COCOFile.Term("HE", group: "lesion")]

  private func read(_ text: String) throws -> [ForeignLabel] {
    try COCOReader.labels(Data(text.utf8), place: "t.json")
  }

  /// A file with one picture, the category 7 and the given annotations.
  private func file(_ annotations: String, image: String = #""file_name": "left.png""#) -> String {
    #"""
    {"images": [{"id": 1, \#(image)}], "categories": [{"id": 7, "name": "hard exudate"}],
     "annotations": [\#(annotations)]}
    """#
  }

  @Test func `labels are written as COCO, with pictures, categories and numbers in a fixed order`() throws {
    let folder = try TemporaryFolder()
    let store = try LabelStore(at: folder.store, creating: true)
    let other = String(repeating: "b", count: 64)
    try store.append(
      [
        .label(label("drusen")), .verdict(ClusterVerdict(clustering: "abc", exemplar: 1, name: "x")),
        .label(Label(kind: .lesion, picture: other, box: box, term: "HE")), .label(label("\"cup\"")),
      ], author: "Ann", time: noon)
    let text = try COCOFile(
      try store.validEntries(), terms: terms,
      pictures: [other: COCOFile.Picture(fileName: "a/left.jpeg", width: 800, height: 600)]
    ).text()
    #expect(
      text == """
        {
          "annotations" : [
            {
              "area" : 1609.875,
              "author" : "Ann",
              "bbox" : [
                10.25,
                20,
                39.75,
                40.5
              ],
              "category_id" : 4,
              "id" : 1,
              "image_id" : 1,
              "iscrowd" : 0,
              "kind" : "patch",
              "time" : "2026-11-24T12:00:00Z"
            },
            {
              "area" : 1609.875,
              "author" : "Ann",
              "bbox" : [
                10.25,
                20,
                39.75,
                40.5
              ],
              "category_id" : 2,
              "id" : 3,
              "image_id" : 2,
              "iscrowd" : 0,
              "kind" : "lesion",
              "time" : "2026-11-24T12:00:00Z"
            },
            {
              "area" : 1609.875,
              "author" : "Ann",
              "bbox" : [
                10.25,
                20,
                39.75,
                40.5
              ],
              "category_id" : 3,
              "id" : 4,
              "image_id" : 1,
              "iscrowd" : 0,
              "kind" : "patch",
              "time" : "2026-11-24T12:00:00Z"
            }
          ],
          "categories" : [
            {
              "id" : 1,
              "name" : "MA",
              "supercategory" : "lesion"
            },
            {
              "id" : 2,
              "name" : "HE",
              "supercategory" : "lesion"
            },
            {
              "id" : 3,
              "name" : "\\"cup\\"",
              "supercategory" : "other"
            },
            {
              "id" : 4,
              "name" : "drusen",
              "supercategory" : "other"
            }
          ],
          "images" : [
            {
              "file_name" : "\(picture)",
              "id" : 1,
              "sha256" : "\(picture)"
            },
            {
              "file_name" : "a/left.jpeg",
              "height" : 600,
              "id" : 2,
              "sha256" : "\(other)",
              "width" : 800
            }
          ],
          "info" : {
            "description" : "Labels of Zoomin. For research only."
          }
        }

        """)
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `labels that left the store come back as they were, to the last bit of every box`(seed: UInt64) throws
  {
    let folder = try TemporaryFolder()
    let store = try LabelStore(at: folder.store, creating: true)
    var random = RandomStream(seed: seed, purpose: "boxes")
    for index in 0..<300 {
      // Corners of any f32 precision, also beyond the left and upper edge.
      let (x, y) = (Float(random.uniform() * 4000 - 200), Float(random.uniform() * 4000 - 200))
      let side = Float(random.uniform() * 300) + 0.01
      let label = Label(
        kind: index % 3 == 0 ? .patch : .lesion,
        picture: String(repeating: "\(random.integer(below: 10))", count: 64),
        box: Box(minX: x, minY: y, maxX: x + side, maxY: y + side * 0.7),
        term: ["MA", "HE", "drusen, \"soft\"", "cup/disc", "Blutung \u{fc}ber"][random.integer(below: 5)])
      try store.append(
        [.label(label)], author: ["Ann", "Ben, \"B\""][index % 2], time: noon + Double(index))
    }
    let entries = try store.validEntries()
    let text = try COCOFile(entries, terms: terms).text()
    let labels = try read(text)
    #expect(labels.map(\.term) == entries.compactMap(\.label?.term))
    #expect(labels.map(\.kind) == entries.compactMap(\.label?.kind))
    #expect(labels.map(\.author) == entries.map(\.author) && labels.map(\.time) == entries.map(\.time))
    #expect(
      labels.map(\.place)
        == entries.compactMap(\.label).map { .picture(sha256: $0.picture, $0.box) })
    let copy = try LabelStore(at: folder["copy"], creating: true)
    try copy.append(
      entries.map { LabelStore.NewEntry($0.content, author: $0.author, time: $0.time) })
    #expect(try COCOFile(copy.validEntries(), terms: terms).text() == text)
  }

  @Test func `files of other programs are read: no extras, texts as ids, fields that do not matter`() throws {
    let text = #"""
      {"info": {}, "licenses": [{"id": 0, "url": ""}],
       "images": [{"id": "p", "file_name": "left.png", "width": 800, "height": 600, "license": 0, "coco_url": null},
                  {"id": 0, "file_name": "right.png", "width": 0, "height": 0}],
       "categories": [{"id": 0, "name": "MA", "supercategory": ""}],
       "annotations": [{"image_id": "p", "category_id": 0, "bbox": [1, 2, 3.5, 4], "segmentation": [[1, 2, 3, 4]],
                        "area": "14", "iscrowd": true, "attributes": {"occluded": false}, "score": 0.5},
                       {"id": 4, "image_id": 0, "category_id": 0, "bbox": [1, 2, 3, 4], "author": null}]}
      """#
    let labels = try COCOReader.labels(Data([0xef, 0xbb, 0xbf]) + Data(text.utf8), place: "t.json")
    let box = Box(minX: 1, minY: 2, maxX: 4.5, maxY: 6)
    #expect(labels[0].place == .image(id: "left.png", box) && labels[0].kind == .lesion)
    #expect(labels[0].author == nil && labels[0].time == nil && labels[0].term == "MA")
    #expect(labels[0].origin == .annotation("#0") && labels[1].origin == .annotation("4"))
    #expect(labels[0].pictureSize == ForeignLabel.PictureSize(width: 800, height: 600))
    #expect(labels[1].pictureSize == nil)
  }

  @Test func `a file name that is a SHA-256 is one, also with folder and ending`() throws {
    let upper = picture.uppercased()
    for name in [picture, "\(upper).png", "images/\(picture).jpeg", "a\\\\\(picture).png"] {
      let labels = try read(
        file(
          #"{"id": 1, "image_id": 1, "category_id": 7, "bbox": [0, 0, 2, 2]}"#,
          image: "\"file_name\": \"\(name)\""))
      #expect(
        labels[0].place == .picture(sha256: picture, Box(minX: 0, minY: 0, maxX: 2, maxY: 2)), "\(name)")
    }
  }

  @Test func `JSON is recognised by its ending or its first character`() {
    #expect(COCOReader.isJSON(Data("x".utf8), named: "a.JSON"))
    #expect(COCOReader.isJSON(Data("\u{feff} \n{}".utf8), named: "labels"))
    #expect(!COCOReader.isJSON(Data("sha256,term".utf8), named: "labels.csv"))
    #expect(!COCOReader.isJSON(Data(), named: "labels"))
  }

  @Test(arguments: [
    (
      #"{"id": 3, "image_id": 2, "category_id": 7, "bbox": [0, 0, 1, 1]}"#,
      ", annotation 3: is on image 2, which the file does not list."
    ),
    (
      #"{"id": 3, "image_id": 1, "category_id": 1, "bbox": [0, 0, 1, 1]}"#,
      ", annotation 3: has the category 1, which the file does not list."
    ),
    (#"{"image_id": 1, "category_id": 7}"#, ", annotation #0: has no bbox."),
    (
      #"{"id": 3, "image_id": 1, "category_id": 7, "bbox": [5, 5, 0, 4]}"#,
      ", annotation 3: has the bbox 5.0, 5.0, 0.0, 4.0, not a box."
    ),
    (
      #"{"id": 3, "image_id": 1, "category_id": 7, "bbox": [5, 5, 9, 4, 30]}"#,
      ", annotation 3: has the bbox 5.0, 5.0, 9.0, 4.0, 30.0, not a box."
    ),
    (
      #"{"id": 3, "image_id": 1, "category_id": 7, "bbox": [5, 5, 9, 4], "kind": "box"}"#,
      ", annotation 3: has the kind box, not patch or lesion."
    ),
    (#"{"id": 3, "image_id": 1, "bbox": [5, 5, 9, 4]}"#, ": has no value annotations[0].category_id."),
    (
      #"{"id": 3, "image_id": 1, "category_id": 7, "bbox": "5, 5"}"#,
      ": has a value of the wrong kind at annotations[0].bbox."
    ),
    (#"{"#, ": is not JSON, or only a part of it."),
  ])
  func `a wrong annotation is answered with its number`(_ annotation: String, _ message: String) {
    let error = #expect(throws: WorkbenchError.self) { try read(file(annotation)) }
    #expect(error?.description == "t.json\(message)")
  }

  @Test(arguments: [
    ("[]", ": holds another kind of value."), (#"{"shapes": []}"#, ": has no value images."),
    (
      #"{"images": [{"id": 1, "file_name": "a"}, {"id": 1, "file_name": "b"}], "categories": [], "annotations": []}"#,
      ": lists the image 1 twice."
    ),
    (
      #"{"images": [], "categories": [{"id": 1, "name": "a"}, {"id": 1, "name": "b"}], "annotations": []}"#,
      ": lists the category 1 twice."
    ),
  ])
  func `what is no COCO is told`(_ text: String, _ message: String) {
    let error = #expect(throws: WorkbenchError.self) { try read(text) }
    #expect(error?.description == "t.json\(message)" && error?.remedy != nil && error?.exitCode == .badData)
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `a damaged file is read or refused, and never ends the program`(seed: UInt64) throws {
    let text = file(
      #"{"id": 3, "image_id": 1, "category_id": 7, "bbox": [5, 5.5, 9e1, 4], "kind": "patch", "author": "Ann"}"#,
      image: #""file_name": "left.png", "width": 800, "height": 600"#)
    var random = RandomStream(seed: seed, purpose: "damage")
    var refusedCount = 0
    for _ in 0..<400 {
      var bytes = Array(text.utf8)
      for _ in 0...random.integer(below: 3) {
        let place = random.integer(below: bytes.count)
        switch random.integer(below: 3) {
        case 0: bytes[place] = UInt8(random.integer(below: 256))
        case 1: bytes.remove(at: place)
        default: bytes.insert(Array("9-e\"".utf8)[random.integer(below: 4)], at: place)
        }
      }
      do {
        _ = try COCOReader.labels(Data(bytes), place: "t.json")
      } catch {
        refusedCount += 1
        #expect(error.code == .malformed)
      }
    }
    #expect(refusedCount > 100 && refusedCount < 400)
  }
}
