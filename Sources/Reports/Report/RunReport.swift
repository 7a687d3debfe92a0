import Foundation
import Mustache
import Runs
import Workbench

/// The page about a run: one HTML file that needs no other, no network and no script. `report.html`
public struct RunReport: Sendable {
  /// The page.
  public let html: String

  /// Makes the page of a run from its records. What the run has not made yet is left out.
  ///
  /// - Throws: `RunsError`, `DiscoveryError` for damaged records; `ImagingError` for pictures that cannot be read or
  ///   drawn.
  public init(_ source: ReportSource) throws {
    guard let html = Self.library.render(try ReportPage(source), withTemplate: Self.name) else {
      preconditionFailure("there is no template \(Self.name)")
    }
    self.html = html
  }

  /// Writes the page into its run.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable` or `.incomplete`.
  public func write(to run: RunDirectory) throws(WorkbenchError) { try write(to: run.report) }

  /// Writes the page.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable` or `.incomplete`.
  public func write(to file: URL) throws(WorkbenchError) { try AtomicFile.write(html, to: file) }

  // MARK: -

  private static let name = "report"

  private static let library: MustacheLibrary = {
    do {
      let source = String(decoding: PackageResources.report_mustache, as: UTF8.self)
      return MustacheLibrary(templates: [name: try MustacheTemplate(string: source)])
    } catch {
      preconditionFailure("the template of the program is wrong: \(error)")
    }
  }()
}
