import Foundation
import Testing
import TestSupport

/// Small copies of public data sets, laid out like the downloads, and read with exactly the keys that the article
/// Inputs names for each.
@Suite(.withProgram)
struct LayoutTests {
  /// A copy of a data set and what `data check` counts in it.
  struct Copy: Sendable, CustomTestStringConvertible {
    let name: String
    let pictures: [String]
    let tables: [String: String]
    let lines: [String]
    var testDescription: String { name }
  }

  static let copies = [
    Copy(
      name: "EyePACS (Kaggle 2015)",
      pictures: ["train/10_left.jpeg", "train/10_right.jpeg", "test/1_left.jpeg", "test/2_left.jpeg"],
      tables: [
        "trainLabels.csv": "image,level\n10_left,0\n10_right,2\n",
        "retinopathy_solution.csv": "image,level,Usage\n1_left,0,Private\n2_left,4,Public\n",
      ],
      lines: [
        "Layout       eyepacs", "Pictures     4 usable of 4 listed, 3 patients",
        "Splits       train: 2, validation: 1, test: 1",
        "Unlisted     none",
      ]),
    Copy(
      name: "DDR",
      pictures: [
        "train/007-0004-000.jpg", "train/007-0007-000.jpg", "valid/20170323093305605.jpg",
        "test/007-1782-000.jpg",
      ],
      tables: [
        "train.txt": "007-0004-000.jpg 0\n007-0007-000.jpg 2\n", "valid.txt": "20170323093305605.jpg 5\n",
        "test.txt": "007-1782-000.jpg 4\n",
      ],
      lines: [
        "Layout       ddr",
        "Grades       grade 0: 1, grade 1: 0, grade 2: 1, grade 3: 0, grade 4: 1, unknown: 1",
        "Splits       train: 2, validation: 1, test: 1", "Unlisted     none",
      ]),
    Copy(
      name: "IDRiD",
      pictures: [
        "B. Disease Grading/1. Original Images/a. Training Set/IDRiD_001.jpg",
        "B. Disease Grading/1. Original Images/a. Training Set/IDRiD_002.jpg",
        "B. Disease Grading/1. Original Images/b. Testing Set/IDRiD_001.jpg",
      ],
      tables: [
        "B. Disease Grading/2. Groundtruths/a. IDRiD_Disease Grading_Training Labels.csv":
          "Image name,Retinopathy grade,Risk of macular edema ,,,,,,,,,\r\nIDRiD_001,3,2,,,,,,,,,\r\n"
          + "IDRiD_002,0,0,,,,,,,,,\r\n,,,,,,,,,,,\r\n,,,,,,,,,,,\r\n",
        "B. Disease Grading/2. Groundtruths/b. IDRiD_Disease Grading_Testing Labels.csv":
          "Image name,Retinopathy grade,Risk of macular edema \r\nIDRiD_001,4,0\r\n",
      ],
      lines: [
        "Layout       idrid", "Pictures     3 usable of 3 listed, 3 patients",
        "Grades       grade 0: 1, grade 1: 0, grade 2: 0, grade 3: 1, grade 4: 1, unknown: 0",
        "Splits       train: 2, test: 1", "Unlisted     none",
      ]),
    Copy(
      name: "APTOS 2019", pictures: ["train_images/000c1434d8d7.png", "test_images/0005cfc8afb6.png"],
      tables: ["train.csv": "id_code,diagnosis\n000c1434d8d7,2\n", "test.csv": "id_code\n0005cfc8afb6\n"],
      lines: [
        "Layout       aptos",
        "Grades       grade 0: 0, grade 1: 0, grade 2: 1, grade 3: 0, grade 4: 0, unknown: 1",
        "Unlisted     none",
      ]),
    Copy(
      name: "APTOS 2019, re-upload",
      pictures: [
        "train_images/train_images/1ae8c165fd53.png", "val_images/val_images/000c1434d8d7.png",
        "test_images/test_images/0005cfc8afb6.png",
      ],
      tables: [
        "train_1.csv": "id_code,diagnosis\n1ae8c165fd53,2\n",
        "valid.csv": "id_code,diagnosis\n000c1434d8d7,3\n",
        "test.csv": "id_code,diagnosis\n0005cfc8afb6,4\n,\n,\n",
      ],
      lines: [
        "Layout       aptos", "Splits       train: 1, validation: 1, test: 1", "Unlisted     none",
      ]),
    Copy(
      name: "Messidor",
      pictures: ["Base11/20051019_38557_0100_PP.tif", "Base34/20051216_44939_0200_PP.tif"],
      tables: [
        "Base11/Annotation_Base11.csv":
          "Image name,Ophthalmologic department,Retinopathy grade,Risk of macular edema \n"
          + "20051019_38557_0100_PP.tif,Service Ophtalmologie Lariboisière,3,1\n",
        "Annotation_Base34.csv":
          "Image name,Ophthalmologic department,Retinopathy grade,Risk of macular edema \n"
          + "20051216_44939_0200_PP.tif,CHU de St Etienne,0,0\n",
      ],
      lines: [
        "Layout       messidor",
        "Grades       grade 0: 1, grade 1: 0, grade 2: 0, grade 3: 1, grade 4: 0, unknown: 0",
        "Unlisted     none",
      ]),
    Copy(
      name: "any other table", pictures: ["a.jpg"], tables: ["labels.csv": "name,grade\na,1\n"],
      lines: [
        "Layout       table",
        "Grades       grade 0: 0, grade 1: 1, grade 2: 0, grade 3: 0, grade 4: 0, unknown: 0",
      ]),
    Copy(
      name: "pictures without a table", pictures: ["a.jpg", "2024/7_left.jpg", "2024/7_right.jpg"],
      tables: [:],
      lines: [
        "Layout       pictures without a table, which have no grades",
        "Pictures     3 usable of 3 listed, 2 patients",
      ]),
    Copy(
      name: "Messidor-2",
      pictures: [
        "IMAGES/20051020_43808_0100_PP.png", "IMAGES/20051020_43832_0100_PP.png", "IMAGES/IM000149.JPG",
      ],
      tables: [
        "messidor_data.csv": "image_id,adjudicated_dr_grade,adjudicated_dme,adjudicated_gradable\n"
          + "20051020_43808_0100_PP.png,0,0,1\n20051020_43832_0100_PP.png,1,0,1\nIM000149.jpg,,,0\n",
        "messidor-2.csv": "left;right\n20051020_43808_0100_PP.png;20051020_43832_0100_PP.png\n"
          + "IM000149.JPG;IM000181.JPG\n",
      ],
      lines: [
        "Layout       messidor-2", "Pictures     3 usable of 3 listed, 2 patients",
        "Grades       grade 0: 1, grade 1: 1, grade 2: 0, grade 3: 0, grade 4: 0, unknown: 1",
        "Eye pairs    1 patients with both eyes; grades equal in 0 %, one apart in 100 %, further apart in 0 of 1 pairs",
      ]),
  ]

  @Test(arguments: copies)
  func `a public data set is read with the keys that its documentation names`(copy: Copy) throws {
    let keys = try #require(try Self.documentedKeys()[copy.name])
    let program = try Program()
    defer { program.remove() }
    try Self.write(copy, program)
    let outcome = try program.call(["data", "check", "data"] + keys)
    #expect(outcome.exitCode == 0, "\(outcome.error)\(outcome.output)")
    let lines = outcome.output.split(separator: "\n").map(String.init)
    for line in copy.lines { #expect(lines.contains(line), "\(outcome.output)") }
  }

  /// Other tables have names that nothing recognises, and EyePACS' solution is read only if it is named.
  @Test(arguments: copies.filter { !["any other table", "EyePACS (Kaggle 2015)"].contains($0.name) })
  func `its layout is recognised without a key, and the result as JSON names it`(copy: Copy) throws {
    let program = try Program()
    defer { program.remove() }
    try Self.write(copy, program)
    let outcome = try program.call("data", "check", "data")
    #expect(outcome.exitCode == 0, "\(outcome.error)\(outcome.output)")
    let lines = outcome.output.split(separator: "\n").map(String.init)
    for line in copy.lines { #expect(lines.contains(line), "\(outcome.output)") }
    let json = try JSONSerialization.jsonObject(
      with: Data(program.call("data", "check", "data", "--json").output.utf8))
    let layout = try #require((json as? [String: Any])?["layout"] as? String)
    #expect(copy.lines[0].hasPrefix("Layout       \(layout)"))
  }

  @Test func `every layout that the documentation names has a copy here`() throws {
    #expect(try Set(Self.documentedKeys().keys) == Set(Self.copies.map(\.name)))
  }

  // MARK: -

  private static func write(_ copy: Copy, _ program: Program) throws {
    for (index, picture) in copy.pictures.enumerated() {
      let eye = DrawnEye(centreX: 290 + 5 * Double(index))
      try program.write(picture.hasSuffix("png") ? try eye.png() : try eye.jpeg(), as: "data/\(picture)")
    }
    for (name, text) in copy.tables { try program.write(Array(text.utf8), as: "data/\(name)") }
  }

  /// The keys of each data set in the article, as the shell would split them: the last cell of each row that has any.
  private static func documentedKeys() throws -> [String: [String]] {
    let article = SourceTree.root.appendingPathComponent("Sources/zoomin/Zoomin.docc/Inputs.md")
    var found: [String: [String]] = [:]
    for line in try String(contentsOf: article, encoding: .utf8).split(separator: "\n") {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 3, cells[2].contains("`data.") else { continue }
      let quoted = cells[2].split(separator: "`", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset % 2 == 1 }.map { String($0.element) }
      found[cells[0]] = quoted.flatMap(words)
    }
    return found
  }

  /// The words of a command line, in which double quotes keep blanks.
  private static func words(of line: String) -> [String] {
    line.split(separator: "\"", omittingEmptySubsequences: false).enumerated().flatMap { index, part in
      index % 2 == 1 ? [String(part)] : part.split(separator: " ").map(String.init)
    }
  }
}
