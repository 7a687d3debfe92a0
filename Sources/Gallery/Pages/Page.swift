import Hummingbird
import Mustache

/// The content of a page and the template that shows it. Templates see stored properties only.
protocol Page {
  /// The name of the template.
  static var template: String { get }
  /// What is around the content.
  var frame: Frame { get }
}

/// The templates of all pages.
enum Templates {
  private static let library: MustacheLibrary = {
    let sources: [String: [UInt8]] = [
      "layout": PackageResources.layout_mustache, "runs": PackageResources.runs_mustache,
      "run": PackageResources.run_mustache, "clusters": PackageResources.clusters_mustache,
      "card": PackageResources.card_mustache, "cluster": PackageResources.cluster_mustache,
      "patch": PackageResources.patch_mustache,
      "compare": PackageResources.compare_mustache, "side": PackageResources.side_mustache,
      "log": PackageResources.log_mustache, "judgement": PackageResources.judgement_mustache,
      "eye": PackageResources.eye_mustache, "eyes": PackageResources.eyes_mustache,
      "layers": PackageResources.layers_mustache,
      "agreement": PackageResources.agreement_mustache, "sweep": PackageResources.sweep_mustache,
      "compare-runs": PackageResources.compare_runs_mustache,
      "exported": PackageResources.exported_mustache,
      "exported-clusters": PackageResources.exported_clusters_mustache,
      "exported-cluster": PackageResources.exported_cluster_mustache,
      "exported-card": PackageResources.exported_card_mustache,
      "exported-member": PackageResources.exported_member_mustache,
      "member": PackageResources.member_mustache, "message": PackageResources.message_mustache,
    ]
    return MustacheLibrary(
      templates: sources.mapValues { bytes in
        do {
          return try MustacheTemplate(string: String(decoding: bytes, as: UTF8.self))
        } catch {
          preconditionFailure("a template of the program is wrong: \(error)")
        }
      })
  }()

  /// The page as HTML.
  static func html(_ page: some Page) -> String { html(page, template: type(of: page).template) }

  /// A part of a page, or all of it, as HTML.
  static func html(_ content: Any, template: String) -> String {
    guard let html = library.render(content, withTemplate: template) else {
      preconditionFailure("there is no template \(template)")
    }
    return html
  }
}

extension Page {
  /// The page as an answer.
  func response(_ status: HTTPResponse.Status = .ok) -> Response {
    Response(
      status: status, headers: [.contentType: "text/html; charset=utf-8"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: Templates.html(self))))
  }
}
