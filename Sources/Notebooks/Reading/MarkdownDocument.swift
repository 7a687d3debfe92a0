internal import CCMark
import Foundation

/// A text in GitHub's Markdown, parsed by libcmark-gfm.
final class MarkdownDocument {
  /// A fenced block of code.
  struct Fence {
    /// What follows the opening fence, such as `sh needs=Rscript`.
    let info: String
    let code: String
    /// The line of the opening fence, from 1.
    let firstLine: Int
    /// The line of the closing fence.
    let lastLine: Int
    /// Whether it is inside a list or a quotation.
    let isNested: Bool
  }

  private static let extensionNames = ["table", "strikethrough", "autolink"]
  /// Raw HTML of the author is kept, and pictures may be data URIs; the page around it forbids scripts.
  private static let options = CMARK_OPT_UNSAFE

  private let root: OpaquePointer
  private let parser: OpaquePointer

  /// Parses a text. Every text is Markdown.
  init(_ text: String) {
    cmark_gfm_core_extensions_ensure_registered()
    guard let parser = cmark_parser_new(Self.options) else { preconditionFailure("no memory for a parser") }
    for name in Self.extensionNames {
      if let found = cmark_find_syntax_extension(name) { cmark_parser_attach_syntax_extension(parser, found) }
    }
    var text = text
    text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { cmark_parser_feed(parser, $0.baseAddress, $0.count) }
    }
    guard let root = cmark_parser_finish(parser) else { preconditionFailure("no memory for a document") }
    self.parser = parser
    self.root = root
  }

  deinit {
    cmark_node_free(root)
    cmark_parser_free(parser)
  }

  /// The text of the first heading; nil if there is none.
  var title: String? {
    nodes { node -> String? in
      guard cmark_node_get_type(node) == CMARK_NODE_HEADING, let text = cmark_render_plaintext(node, 0, 0)
      else {
        return nil
      }
      defer { free(text) }
      return String(cString: text).split(separator: "\n").first.map(String.init)
    }.first
  }

  /// Every fenced block of code, in order.
  var fences: [Fence] {
    nodes { node -> Fence? in
      guard cmark_node_get_type(node) == CMARK_NODE_CODE_BLOCK else { return nil }
      var (length, offset, character) = (Int32(0), Int32(0), CChar(0))
      guard cmark_node_get_fenced(node, &length, &offset, &character) != 0 else { return nil }
      return Fence(
        info: cmark_node_get_fence_info(node).map { String(cString: $0) } ?? "",
        code: cmark_node_get_literal(node).map { String(cString: $0) } ?? "",
        firstLine: Int(cmark_node_get_start_line(node)), lastLine: Int(cmark_node_get_end_line(node)),
        isNested: cmark_node_parent(node) != root)
    }
  }

  /// The targets of every picture, in order.
  var pictures: [String] {
    nodes { node -> String? in
      guard cmark_node_get_type(node) == CMARK_NODE_IMAGE, let target = cmark_node_get_url(node) else {
        return nil
      }
      return String(cString: target)
    }
  }

  /// Gives pictures other targets; nil leaves one as it is.
  func replacePictures(_ target: (String) -> String?) {
    for node in nodes({ cmark_node_get_type($0) == CMARK_NODE_IMAGE ? $0 : nil }) {
      guard let old = cmark_node_get_url(node), let new = target(String(cString: old)) else { continue }
      cmark_node_set_url(node, new)
    }
  }

  /// The body of a page.
  var html: String {
    guard let text = cmark_render_html(root, Self.options, cmark_parser_get_syntax_extensions(parser)) else {
      preconditionFailure("no memory for a page")
    }
    defer { free(text) }
    return String(cString: text)
  }

  // MARK: -

  /// What `value` makes of the nodes, in their order in the text, without nil.
  private func nodes<Value>(_ value: (OpaquePointer) -> Value?) -> [Value] {
    guard let iterator = cmark_iter_new(root) else { preconditionFailure("no memory for an iterator") }
    defer { cmark_iter_free(iterator) }
    var values: [Value] = []
    while true {
      let event = cmark_iter_next(iterator)
      if event == CMARK_EVENT_DONE { return values }
      guard event == CMARK_EVENT_ENTER, let node = cmark_iter_get_node(iterator) else { continue }
      if let value = value(node) { values.append(value) }
    }
  }
}
