import Foundation
import Scoring
import Testing
import TestSupport
import Workbench

@testable import Runs

@Suite struct RunFiguresTests {
  private let run: RunDirectory

  init() throws { run = try TemporaryRun().directory }

  private let figures = RunFigures(
    splits: [
      "test": KeyFigures(
        split: "test", pictureCount: 10,
        kappa: Estimate(value: 0.5, interval: Interval(low: 0.25, high: 0.75), definedDrawCount: 20),
        referableAUC: Estimate(value: nil, interval: nil, definedDrawCount: 0), kappaMargin: nil,
        lesionRecall: nil)
    ],
    clusterings: [
      RunFigures.Clustering(
        rows: "cells", id: "c0ffee", rowCount: 90, clusterCount: 7, converged: true, candidateCount: 2)
    ])

  /// Sets the time of a file or folder, in seconds of one minute.
  private func touch(_ url: URL, at second: Double) throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_700_000_000 + second)], ofItemAtPath: url.path)
  }

  @Test func `figures are read back whole, and those of the test split stand for the run`() throws {
    #expect(try RunFigures.readIfCurrent(from: run) == nil)
    try figures.write(to: run)
    #expect(try RunFigures.readIfCurrent(from: run) == figures)
    #expect(figures.keyFigures?.kappa.value == 0.5 && RunFigures().keyFigures == nil)
    let test = try #require(figures.splits["test"])
    #expect(KeyMeasure.allCases.map { $0.estimate(in: test)?.value } == [0.5, nil, nil, nil])
  }

  @Test func `figures older than what they repeat are not taken`() throws {
    try figures.write(to: run)
    let judgement = run.clustering(id: "c0ffee").appendingPathComponent("judgement.json")
    try AtomicFile.write("{}", to: run.evaluation)
    try AtomicFile.write("{}", to: judgement)
    try AtomicFile.createFolder(run.stages)
    let sources = [run.evaluation, run.stages, judgement]
    for late in sources {
      for source in sources { try touch(source, at: source == late ? 30 : 10) }
      try touch(run.figures, at: 20)
      #expect(try RunFigures.readIfCurrent(from: run) == nil, "\(late.lastPathComponent)")
      try touch(run.figures, at: 30)
      #expect(try RunFigures.readIfCurrent(from: run) == figures, "\(late.lastPathComponent)")
    }
  }

  @Test func `damaged figures are an error`() throws {
    try AtomicFile.write("{", to: run.figures)
    #expect(throws: RunsError.self) { try RunFigures.readIfCurrent(from: run) }
  }
}

@Suite struct PictureTableTests {
  private let run: TemporaryRun

  init() throws { run = try TemporaryRun() }

  private func row(
    _ image: String, patient: String = "p", eye: String = "left", grade: Int? = 0, split: String = "train",
    sha256: String = "aa"
  ) -> PictureTable.Row {
    PictureTable.Row(image: image, patient: patient, eye: eye, grade: grade, split: split, sha256: sha256)
  }

  @Test func `the table is read back whole`() throws {
    let table = PictureTable([row("a", grade: 4), row("b, c", eye: "unknown", grade: nil, split: "test")])
    #expect(try PictureTable.readIfPresent(from: run.directory) == nil)
    try table.write(to: run.directory)
    #expect(try PictureTable.readIfPresent(from: run.directory) == table)
    #expect(
      try run.text(run.directory.pictures) == """
        image,patient,eye,grade,split,sha256
        a,p,left,4,train,aa
        "b, c",p,unknown,,test,aa

        """)
  }

  @Test(arguments: ["image,patient\na,p\n", "image,patient,eye,grade,split,sha256\na,p,left,x,train,aa\n"])
  func `another table in its place is an error`(text: String) throws {
    try AtomicFile.write(text, to: run.directory.pictures)
    let error = #expect(throws: RunsError.self) { try PictureTable.readIfPresent(from: run.directory) }
    #expect(error?.exitCode == .badData)
  }

  @Test func `every kind of difference between pictures is told`() {
    let before = PictureTable([
      row("gone"), row("same"), row("graded"), row("ungraded", grade: 3), row("moved"), row("other"),
      row("new file"),
    ])
    let after = PictureTable([
      row("same"), row("graded", grade: 2), row("ungraded", grade: nil), row("moved", split: "test"),
      row("other", patient: "q", eye: "right"), row("new file", sha256: "bb"), row("added"),
    ])
    let differences = PictureDifferences(from: before, to: after)
    #expect(differences.added == ["added"] && differences.removed == ["gone"])
    #expect(
      differences.regraded == [
        .init(image: "graded", before: "0", after: "2"),
        .init(image: "ungraded", before: "3", after: "unknown"),
      ])
    #expect(differences.resplit == [.init(image: "moved", before: "train", after: "test")])
    #expect(differences.reassigned == [.init(image: "other", before: "p left", after: "q right")])
    #expect(differences.replaced == [.init(image: "new file", before: "aa", after: "bb")])
    #expect(!differences.isEmpty && PictureDifferences(from: after, to: after).isEmpty)
  }
}
