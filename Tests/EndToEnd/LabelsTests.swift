import Foundation
import Testing

@Suite(.withProgram)
struct LabelsTests {
  private let sha256 = String(repeating: "ab", count: 32)

  @Test func `labels go in and out as a table, are undone, and wrong ones are answered in a sentence`() throws
  {
    let program = try Program()
    defer { program.remove() }
    let none = try program.call("labels", "export")
    #expect(none.exitCode == 66 && none.output.isEmpty)
    #expect(
      none.error
        == "zoomin: \(program.folder.path)/outputs/labels.sqlite: does not exist. Create it with "
        + "zoomin labels import.\n")

    let table = try program.write(
      "sha256,x0,y0,x1,y1,term,kind\n\(sha256),0,0,9.5,9,hard exudate,lesion\n\(sha256),3,4,50,60,drusen,\n",
      as: "labels.csv")
    let added = try program.call("labels", "import", table, "--author", "Ann")
    #expect(added.exitCode == 0, "\(added.error)")
    #expect(added.output == "2 labels added: \(program.folder.path)/outputs/labels.sqlite\n")
    let again = try program.call("labels", "import", table, "--author", "Ann", "--json")
    #expect(again.output.contains("\"added\":0,\"known\":2,\"schemaVersion\":1"))
    let exported = try program.call("labels", "export")
    let lines = exported.output.split(separator: "\n").map(String.init)
    #expect(lines.count == 3 && lines[0] == "entry,kind,sha256,x0,y0,x1,y1,term,author,time")
    #expect(lines[1].hasPrefix("1,lesion,\(sha256),0.0,0.0,9.5,9.0,EX,Ann,20"))
    #expect(lines[2].hasPrefix("2,patch,\(sha256),3.0,4.0,50.0,60.0,drusen,Ann,20"))

    // A table that went out comes into another store as it was, authors and times too.
    let copy = try program.write(exported.output, as: "copy.csv")
    #expect(try program.call("labels", "import", copy, "judge.labels=other.sqlite").exitCode == 0)
    #expect(try program.call("labels", "export", "judge.labels=other.sqlite").output == exported.output)

    #expect(try program.call("labels", "undo", "2", "--author", "Ben").exitCode == 0)
    #expect(try program.call("labels", "export").output.split(separator: "\n").count == 2)
    let log = try program.call("labels", "export", "--log").output.split(separator: "\n")
    #expect(log.count == 4 && log[2].hasPrefix("2,false,patch,") && log[3].contains(",2,Ben,20"))
    let twice = try program.call("labels", "undo", "2")
    #expect(twice.exitCode == 65 && twice.error.contains("entry 2 is already undone"))

    let wrong = try program.write("sha256,x0,y0,x1,y1,term\nabc,0,0,9,9,HE\n", as: "wrong.csv")
    let refused = try program.call("labels", "import", wrong)
    #expect(refused.exitCode == 65 && refused.error.contains("abc is not the SHA-256 of a picture"))
    let rows = try program.write("row,term\n1,HE\n", as: "rows.csv")
    let blind = try program.call("labels", "import", rows)
    #expect(blind.exitCode == 65)
    #expect(
      blind.error
        == "zoomin: \(program.folder.path)/rows.csv, line 2: refers to a picture or region of a feature file. "
        + "Name the file as --features FEATURES.h5.\n")
    #expect(try program.call("labels", "export", "judge.labels=labels.csv").exitCode == 65)
    #expect(try program.call("labels", "import", table, "--author", " ").exitCode == 64)
  }

  @Test func `stores are merged, labels leave and come as COCO, and two readers are compared`() throws {
    let program = try Program()
    defer { program.remove() }
    func add(_ term: String, by author: String, to store: String) throws {
      let table = try program.write("sha256,x0,y0,x1,y1,term\n\(sha256),0,0,90,90,\(term)\n", as: "t.csv")
      let outcome = try program.call("labels", "import", table, "--author", author, "judge.labels=\(store)")
      #expect(outcome.exitCode == 0, "\(outcome.error)")
    }
    try add("H/Ma", by: "Ann", to: "ann.sqlite")
    try add("venous beading", by: "Ben", to: "ben.sqlite")
    let merged = try program.call("labels", "merge", "ben.sqlite", "judge.labels=ann.sqlite")
    #expect(merged.output == "1 entry added: \(program.folder.path)/ann.sqlite\n", "\(merged.error)")
    let again = try program.call("labels", "merge", "ben.sqlite", "judge.labels=ann.sqlite", "--json")
    #expect(again.output.hasPrefix("{\"added\":0,\"known\":1,\"schemaVersion\":1,"))
    #expect(try program.call("labels", "merge", "none.sqlite").exitCode == 66)
    #expect(try program.call("labels", "merge", "ann.sqlite", "judge.labels=ann.sqlite").exitCode == 65)

    let coco = try program.call("labels", "export", "--format", "coco", "judge.labels=ann.sqlite")
    #expect(coco.exitCode == 0 && coco.output.contains("\"name\" : \"RED\""))
    #expect(
      coco.error.hasPrefix("warning: Known by SHA-256 only, without width and height: 1 of 1 picture. "))
    let file = try program.write(coco.output, as: "labels.json")
    #expect(try program.call("labels", "import", file, "judge.labels=copy.sqlite").exitCode == 0)
    for format in ["csv", "coco"] {
      let (one, other) = (
        try program.call("labels", "export", "--format", format, "judge.labels=ann.sqlite"),
        try program.call("labels", "export", "--format", format, "judge.labels=copy.sqlite")
      )
      #expect(one.output == other.output)
    }
    let bad = try program.write("{\"shapes\": []}", as: "bad.json")
    let refused = try program.call("labels", "import", bad)
    #expect(
      refused.exitCode == 65 && refused.error.contains("bad.json: has no value images. COCO has images, "))
    #expect(try program.call("labels", "export", "--format", "coco", "--log").exitCode == 64)
    #expect(try program.call("labels", "export", "--features", "features.h5").exitCode == 64)

    let agreement = try program.call("labels", "agree", "Ann", "Ben", "judge.labels=ann.sqlite")
    #expect(
      agreement.output.hasPrefix("Patch labels: 1 place that both labelled (Ann labelled 1, Ben 1)\n"),
      "\(agreement.error)")
    let asJSON = try program.call("labels", "agree", "Ann", "Ben", "judge.labels=ann.sqlite", "--json")
    #expect(asJSON.output.contains("\"schemaVersion\":1") && asJSON.output.contains("\"kappa\":0"))
    #expect(try program.call("labels", "agree", "Ann", "Ann", "judge.labels=ann.sqlite").exitCode == 64)
    #expect(try program.call("labels", "agree", "Ann", "Cleo", "judge.labels=ann.sqlite").exitCode == 65)
    #expect(try program.call("labels", "terms").output.contains("venous beading: veins of uneven width"))
  }

  @Test func `an accepted cluster is explained, until that is undone, and left out of the next clustering`()
    throws
  {
    let program = try Program()
    defer { program.remove() }
    let run = try program.call("run", try program.write(smallExperiment, as: "small.yaml"))
    try #require(run.exitCode == 0, "\(run.error)")
    let root = try #require(run.output.split(separator: "\n").last.map(String.init))
    func only(_ folder: String) throws -> String {
      let names = try FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)").sorted()
      return "\(root)/\(folder)/\(try #require(names.first))"
    }
    let clustering = try only("clusters")
    let features = try only("mining") + "/features.h5"
    func labelled() throws -> String? {
      let data = try #require(program.bytes("\(clustering)/candidates.txt"))
      return String(decoding: data, as: UTF8.self).split(separator: "\n")
        .first { $0.hasPrefix("Labels: ") }.map(String.init)
    }
    let accepted = try program.call(
      "labels", "accept", clustering, "--cluster", "0", "--term", "blot haemorrhage", "--author", "Ann")
    #expect(accepted.exitCode == 0, "\(accepted.error)")
    #expect(try program.call("labels", "export").output.contains(",HE,Ann,"))
    #expect(try program.call("candidates", clustering).exitCode == 0)
    #expect(try labelled() != nil)
    #expect(try program.call("candidates", clustering, "judge.labels=nowhere.sqlite").exitCode == 66)
    let entries = try program.call("labels", "export").output.split(separator: "\n").dropFirst()
      .compactMap { $0.split(separator: ",").first.map(String.init) }
    for entry in entries { #expect(try program.call("labels", "undo", entry).exitCode == 0) }
    #expect(try program.call("candidates", clustering).exitCode == 0)
    #expect(try labelled() == nil)
    let names = try FileManager.default.subpathsOfDirectory(
      atPath: program.folder.appendingPathComponent("outputs/cache/phantoms").path
    ).filter { $0.hasSuffix(".jpeg") }.map { URL(fileURLWithPath: $0).lastPathComponent }
    func imported(_ box: String) throws -> [Program.Outcome] {
      try names.map { name in
        let table = try program.write(
          "image,x0,y0,x1,y1,term,kind\n\(name),\(box),HE,lesion\n", as: "named.csv")
        return try program.call("labels", "import", table, "--features", features)
      }
    }
    // A table may name a picture by its file; which pictures were mined is the experiment's choice.
    #expect(try imported("200,200,240,240").contains { $0.exitCode == 0 })
    let outside = try imported("9000,20,9040,60")
    #expect(outside.allSatisfy { $0.exitCode == 65 })
    #expect(outside.contains { $0.error.contains("line 2: the box 9000, 20, 9040, 60 lies outside of ") })
    let none = try program.call("labels", "accept", clustering, "--cluster", "999", "--term", "HE")
    #expect(none.exitCode == 65 && none.error.contains("has no cluster 999"))

    let rest = try program.call(
      "cluster", features, "--out", "rest", "cluster.exclude=[0]", "cluster.thin_overlap=0.9")
    #expect(rest.exitCode == 0, "\(rest.error)")
    let left = try #require(program.bytes("rest/left-out.csv").map { String(decoding: $0, as: UTF8.self) })
    #expect(left.contains(",named cluster 0 of the first clustering\n"))
    let wrong = try program.call("cluster", features, "--out", "wrong", "cluster.exclude=[vessels]")
    #expect(wrong.exitCode == 78)
    #expect(
      wrong.error.contains(
        "must be a list of known, border, disc and numbers of clusters, such as [border, 3]"))
    #expect(try program.call("cluster", features, "--out", "wrong", "cluster.exclude=[9999]").exitCode == 78)
  }
}
