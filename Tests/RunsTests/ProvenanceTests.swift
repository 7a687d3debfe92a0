import Foundation
import Testing
import Workbench

@testable import Runs

@Suite struct ProvenanceTests {
  private let run: TemporaryRun

  init() throws { run = try TemporaryRun() }

  @Test func `provenance states lanes, precision, libraries and pins of the environment`() throws {
    setenv("OPENBLAS_OF_A_TEST", "1", 1)  // no library knows it
    defer { unsetenv("OPENBLAS_OF_A_TEST") }
    let made = Provenance(
      libraries: ["oneDNN": "2.6.3 AVX2"], laneCount: 3, threadCount: 2, precision: "bf16")
    try made.write(to: run.directory)
    let read = try Provenance.read(from: run.directory)
    #expect(read.laneCount == 3 && read.threadCount == 2 && read.precision == "bf16")
    #expect(read.libraries == ["oneDNN": "2.6.3 AVX2"])
    #expect(read.environmentPins["OPENBLAS_OF_A_TEST"] == "1")
    #expect(try Provenance.started(run.directory) == made.started)
  }

  @Test func `provenance keeps and names the libraries that earlier starts of the run had`() throws {
    func start(_ libraries: [String: String]) throws -> Provenance {
      var provenance = Provenance(libraries: libraries, laneCount: 1, threadCount: 1, precision: "f32")
      if let earlier = try Provenance.readIfPresent(from: run.directory) { provenance.follow(earlier) }
      try provenance.write(to: run.directory)
      return provenance
    }
    let old = ["oneDNN": "2.6.3 AVX2", "HDF5": "1.10.8"]
    let new = ["oneDNN": "3.2.0 AVX2", "HDF5": "1.10.8"]
    #expect(try start(old).libraryChanges.isEmpty)
    #expect(try Provenance.read(from: run.directory).earlierLibraries == nil)
    for _ in 0..<2 {
      #expect(
        try start(new).libraryChanges == [
          "This run computed with oneDNN 2.6.3 AVX2 before, now with 3.2.0 AVX2: "
            + "a stage done anew may differ in its last bits."
        ])
    }
    #expect(try start(old).earlierLibraries == ["oneDNN": ["3.2.0 AVX2"]])
  }
}
