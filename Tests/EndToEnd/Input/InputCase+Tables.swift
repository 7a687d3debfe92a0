import Foundation

extension InputCase {
  /// Tables of pictures. The data set holds a.jpg and b.jpg.
  static let tables: [InputCase] = [
    table(
      "missing table", "data check data data.source=eyepacs", exits: 66,
      "{}/data/trainLabels.csv: there is no such table. Name the grades as data.labels=FILE, or any table of pictures as "
        + "data.source=table data.table=FILE.", "", name: "notes.txt"),
    table(
      "pictures without a table", "data check data", exits: 0,
      "Grades       grade 0: 0, grade 1: 0, grade 2: 0, grade 3: 0, grade 4: 0, unknown: 2", "",
      name: "notes.txt"),
    table(
      "table of an unknown name", "data check data", exits: 0,
      "No table in {}/data has the name that a known layout gives it, so the pictures are read without grades. It holds "
        + "labels.csv: name a table as data.source=table data.table=labels.csv.", "image,level\na,0\nb,1\n",
      name: "labels.csv"),
    InputCase(
      "folder without a picture", "data check data", exits: 66,
      "{}/data: holds no table of a known layout and no picture that can be read. Name the folder of a data set, or any "
        + "table of pictures as data.source=table data.table=FILE."
    ) { try $0.write([], as: "data/notes.txt") },
    table(
      "Excel files of Messidor", "data check data", exits: 66,
      "{}/data/Annotation_Base11.xls: is an Excel file, and Annotation_Base11.csv is not there. LibreOffice converts it, "
        + "in its folder: `soffice --headless --convert-to 'csv:Text - txt - csv (StarCalc):44,34,76' *.xls`.",
      "",
      name: "Annotation_Base11.xls"),
    InputCase(
      "misspelt name in data.exclude", "data check data data.exclude=out.txt", exits: 65,
      "{}/data/out.txt, line 1: leaves out c, which the data set lacks. Correct the name or remove the line."
    ) {
      try $0.table(Array("image,level\na,0\nb,1\n".utf8))
      try $0.write(Array("c\n".utf8), as: "data/out.txt")
    },
    InputCase(
      "data.exclude", "data check data data.exclude=out.txt", exits: 0, "Excluded     1, by data.exclude"
    ) {
      try $0.table(Array("image,level\na,0\nb,1\n".utf8))
      try $0.write(Array("b.jpg\n".utf8), as: "data/out.txt")
    },
    table(
      "label without picture", "run small.yaml data.source=table data.root=data", exits: 66,
      "{}/data/manifest.csv, line 4: there is no picture for c in {}/data. Add the picture, remove the row, or set "
        + "data.missing_pictures to skipped.", "image,level\na,0\nb,1\nc,2\n"),
    table(
      "label without picture", "data check data", exits: 1,
      "c: there is no such picture ({}/data/manifest.csv, line 4)", "image,level\na,0\nb,1\nc,2\n"),
    table(
      "picture without label", "data check data", exits: 0,
      "b.jpg: no table lists it, so it is left out (data.unlisted_pictures)", "image,level\na,0\n"),
    table(
      "picture without label", "data check data data.unlisted_pictures=unknown_grade", exits: 0,
      "Grades       grade 0: 1, grade 1: 0, grade 2: 0, grade 3: 0, grade 4: 0, unknown: 1",
      "image,level\na,0\n"),
    table(
      "picture without label", "data check data data.unlisted_pictures=refused", exits: 65,
      "{}/data/b.jpg: no table lists this picture. Add a row, remove the picture, or set data.unlisted_pictures to "
        + "unknown_grade or ignored.", "image,level\na,0\n"),
    table(
      "duplicate rows", "run small.yaml data.source=table data.root=data", exits: 65,
      "{}/data/manifest.csv, line 3: lists a again, which line 2 lists already. Remove one of the two rows.",
      "image,level\na,0\na,0\n"),
    table(
      "duplicate rows", "data check data", exits: 65,
      "{}/data/manifest.csv, line 4: lists a again, which line 2 lists already. Remove one of the two rows.",
      "image,level\na,0\nb,1\na.jpg,3\n"),
    table(
      "level outside 0-4", "run small.yaml data.source=table data.root=data", exits: 65,
      "{}/data/manifest.csv, line 3: the level is 5, not one of 0, 1, 2, 3, 4. Correct it, or leave the cell blank where "
        + "the grade is not known.", "image,level\na,0\nb,5\n"),
    table(
      "level outside 0-4", "data check data", exits: 65,
      "{}/data/trainLabels.csv, line 2: the level is -2, not one of 0, 1, 2, 3, 4. Correct it, or leave the cell blank "
        + "where the grade is not known.", "image,level\n1_left,-2\n", name: "trainLabels.csv"),
    readable("CSV with BOM", "\u{feff}image,level\na,0\nb,2\n"),
    readable("CSV with CRLF", "image,level\r\na,0\r\nb,2\r\n"),
    readable("CSV with quotes", "\"image\",\"level\"\n\"a\",\"0\"\n\"b\",2\n"),
    readable("CSV with semicolons", "image;level\na;0\nb;2\n"),
    readable("CSV with tabs", "image\tlevel\na\t0\nb\t2\n"),
    readable("CSV with empty columns and rows", "image,level ,,,\r\na,0,,,\r\nb,2,,,\r\n,,,,\r\n"),
    readable("Windows paths", "path,level\n.\\a.jpg,0\n.\\b.jpg,2\n"),
    readable("CSV with all four", "\u{feff}\"image\";\"level\"\r\n\"a\";\"0\"\r\n\"b\";2\r\n"),
    table(
      "CSV with a quotation that never ends", "data check data", exits: 65,
      "{}/data/manifest.csv, line 2: opens a quotation that never ends. Close it; inside it a quotation mark is written "
        + "twice.", "image,level\n\"a,0\nb,2\n"),
    table(
      "CSV with a cell too many", "data check data", exits: 65,
      "{}/data/manifest.csv, line 2: has 3 cells where the header names 2 columns. Put a cell that holds the separator "
        + "between quotation marks.", "image,level\na,b,0\n"),
    table(
      "CSV with a cell too few", "data check data", exits: 65,
      "{}/data/manifest.csv, line 2: has 1 cell where the header names 2 columns. Add what is missing; a cell without "
        + "content needs its separator too.", "image,level\na\n"),
    table(
      "no grades", "data check data data.column_level=null", exits: 0,
      "Grades       grade 0: 0, grade 1: 0, grade 2: 0, grade 3: 0, grade 4: 0, unknown: 2", "image\na\nb\n"),
    table(
      "table without header", "data check data", exits: 65,
      "{}/data/manifest.csv, line 1: names a picture where the columns should be named. Add a first line such as "
        + "image,level; DDR's tables are read with data.source=ddr.", "a.jpg 0\nb.jpg 1\n"),
    table(
      "workbook as a table", "data check data", exits: 65,
      "{}/data/manifest.csv: is a workbook (xlsx, ods) or another ZIP archive, not a table of text. Save the sheet as "
        + "CSV, or unpack the archive.", "PK\u{3}\u{4}"),
    table(
      "COCO without categories", "labels import data/coco.json", exits: 65,
      "{}/data/coco.json: has no value categories. COCO has images, categories and annotations. Save the labels as "
        + "COCO, or as a CSV table.", "{\"images\": [], \"annotations\": []}",
      name: "coco.json"),
    table(
      "folder that is not searched", "data check data data.folders=[images] data.source=table", exits: 65,
      "{}/data: none of the 2 pictures that the tables list is there. a.jpg is in a folder that is not searched: give "
        + "'data.folders=[images, \"\"]'.", "image,level\na,0\nb,1\n"),
    lesions(
      "box outside of its picture", "a,HE,5000,20,5040,60",
      "{}/data/boxes.csv, line 2: the box 5000, 20, 5040, 60 lies outside of a, which is 600 x 450 pixels. Give x0, y0, "
        + "x1, y1 in pixels of this file, not of a larger copy."),
    lesions(
      "box in fractions", "a,HE,0.2,0.2,0.25,0.25",
      "{}/data/boxes.csv, line 2: the box 0.2, 0.2, 0.25, 0.25 is in fractions of a, which is 600 x 450 pixels. Boxes "
        + "are in pixels: multiply x by the width and y by the height."),
    table(
      "box in fractions", "labels import data/labels.csv", exits: 65,
      "{}/data/labels.csv, line 2: the box 0.2, 0.2, 0.25, 0.25 is in fractions of the picture. Boxes are in pixels: "
        + "multiply x by the width and y by the height.",
      "sha256,x0,y0,x1,y1,term\n\(String(repeating: "ab", count: 32)),0.2,0.2,0.25,0.25,HE\n",
      name: "labels.csv"),
    table(
      "CSV with a misspelt column", "data check data", exits: 65,
      "{}/data/manifest.csv, line 1: has no column named level; it has image, levl. Did you mean levl? Set "
        + "data.column_level to the column's name, or to null if no grade is known.", "image,levl\na,0\n"),
    table(
      "CSV without rows", "data check data", exits: 65,
      "{}/data: the tables list no picture. Give every picture a row, and name the folders of the pictures as "
        + "data.folders.", "image,level\n"),
    InputCase(
      "CSV in UTF-16", "data check data", exits: 65,
      "{}/data/manifest.csv: is not text in UTF-8. Save it as UTF-8."
    ) { try $0.table([0xFF, 0xFE] + Array("image,level\na,0\n".utf8).flatMap { [$0, 0] }) },
  ]

  // MARK: -

  private static func table(
    _ item: String, _ arguments: String, exits exitCode: Int32, _ line: String, _ text: String,
    name: String = "manifest.csv"
  ) -> InputCase {
    InputCase(item, arguments, exits: exitCode, line) {
      _ = try $0.write(smallExperiment, as: "small.yaml")
      try $0.table(Array(text.utf8), as: name)
    }
  }

  private static func lesions(_ item: String, _ row: String, _ line: String) -> InputCase {
    InputCase(item, "data check data data.lesion_tables=[boxes.csv]", exits: 65, line) {
      try $0.table(Array("image,level\na,0\nb,1\n".utf8))
      try $0.write(Array("image,type,x0,y0,x1,y1\n\(row)\n".utf8), as: "data/boxes.csv")
    }
  }

  private static func readable(_ item: String, _ text: String) -> InputCase {
    table(
      item, "data check data", exits: 0,
      "Grades       grade 0: 1, grade 1: 0, grade 2: 1, grade 3: 0, grade 4: 0, unknown: 0", text)
  }
}
