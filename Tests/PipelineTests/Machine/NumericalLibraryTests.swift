import Foundation
import Runs
import Testing
import Workbench

@testable import Pipeline

@Suite struct NumericalLibraryTests {
  @Test func `every library has a name of its own and says its version`() {
    let libraries = NumericalLibrary.all
    #expect(Set(libraries.map(\.name)).count == libraries.count)
    #expect(libraries.prefix(4).map(\.name) == ["oneDNN", "OpenBLAS", "HDF5", "libsvm"])
    for library in libraries { #expect(library.version.contains { $0.isNumber }, "\(library)") }
    #expect(
      libraries.filter { $0.kernels != nil }.map(\.name) == ["oneDNN", "OpenBLAS"],
      "those that choose kernels")
  }

  @Test func `provenance has the versions with the kernels that were chosen`() throws {
    let versions = LibraryVersions.all
    #expect(Set(versions.keys) == Set(NumericalLibrary.all.map(\.name)))
    let library = try #require(NumericalLibrary.all.first)
    let kernels = try #require(library.kernels)
    #expect(versions["oneDNN"] == "\(library.version) \(kernels)")
    #expect(versions["HDF5"]?.contains(" ") == false)
  }

  @Test func `the program knows its version and the file it was started from`() throws {
    #expect(Program.version == ProgramVersion.current)
    #expect(FileManager.default.isExecutableFile(atPath: Program.executable.path))
  }
}
