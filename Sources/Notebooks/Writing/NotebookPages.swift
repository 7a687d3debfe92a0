import Foundation
import Workbench

/// Writes a notebook that was run: `NAME.md`, `NAME.html`, and the pictures in `pictures/`.
public struct NotebookPages {
  private let notebook: Notebook
  private let outcomes: [BlockOutcome]
  private let facts: [String]

  /// The pages of a run. `facts` end the page: versions, the machine, the time.
  public init(_ notebook: Notebook, _ outcomes: [BlockOutcome], facts: [String]) {
    self.notebook = notebook
    self.outcomes = outcomes
    self.facts = facts
  }

  /// Writes the pages into a folder, under the notebook's name.
  ///
  /// - Returns: the Markdown and the page.
  /// - Throws: `WorkbenchError` if they cannot be written.
  public func write(to folder: URL) throws(WorkbenchError) -> (markdown: URL, html: URL) {
    let name = URL(fileURLWithPath: notebook.place).deletingPathExtension().lastPathComponent
    let markdown = folder.appendingPathComponent("\(name).md")
    let page = folder.appendingPathComponent("\(name).html")
    let text = NotebookText(notebook: notebook, outcomes: outcomes, facts: facts).markdown
    let document = MarkdownDocument(text)
    let pictures = NotebookPictures(document.pictures)
    try pictures.write(to: folder)
    try AtomicFile.write(Self.moved(text, pictures, document.pictures), to: markdown)
    document.replacePictures(pictures.dataURI)
    try AtomicFile.write(Self.page(title: notebook.title, body: document.html), to: page)
    return (markdown, page)
  }

  /// How a block ended, as a sentence.
  public static func sentence(_ outcome: BlockOutcome) -> String { NotebookText.sentence(outcome) }

  /// A duration with a unit that fits it.
  public static func time(_ seconds: Double) -> String { NotebookText.time(seconds) }

  // MARK: -

  /// The text with the pictures at their places beside it.
  private static func moved(_ text: String, _ pictures: NotebookPictures, _ paths: [String]) -> String {
    Set(paths).sorted().reduce(text) { text, path in
      guard let name = pictures.name(path) else { return text }
      return text.replacingOccurrences(of: "](<\(path)>)", with: "](<\(name)>)")
        .replacingOccurrences(of: "](\(path))", with: "](<\(name)>)")
    }
  }

  private static func page(title: String, body: String) -> String {
    let escaped = title.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(
      of: "<", with: "&lt;")
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
      <link rel="icon" href="data:,">
      <title>\(escaped)</title>
      <style>
      \(style)
      </style>
      </head>
      <body>
      <main>
      \(body)</main>
      </body>
      </html>

      """
  }

  private static let style = """
    :root { color-scheme: light dark; }
    body { margin: 0; font: 16px/1.55 system-ui, sans-serif; color: #1c1c1c; background: #fff; }
    main { max-width: 46rem; margin: 0 auto; padding: 2rem 1.2rem 4rem; }
    h1, h2, h3 { line-height: 1.25; margin: 2rem 0 .6rem; }
    h1 { margin-top: 0; }
    pre { overflow-x: auto; padding: .7rem .9rem; border-radius: 6px; font-size: 13px; line-height: 1.45; background: #f2f4f6; }
    pre:has(> code.language-text) { background: none; border-left: 3px solid #9fb3c8; border-radius: 0; }
    code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; }
    img { display: block; max-width: 100%; height: auto; margin: .6rem 0; }
    table { border-collapse: collapse; font-size: 14px; }
    th, td { border: 1px solid #c9d1d9; padding: .25rem .6rem; text-align: left; }
    hr { border: 0; border-top: 1px solid #c9d1d9; margin: 2rem 0 1rem; }
    hr ~ ul { font-size: 13px; color: #57606a; }
    @media (prefers-color-scheme: dark) {
      body { color: #e6e6e6; background: #17191c; }
      pre { background: #22262b; }
      hr ~ ul { color: #9aa4ae; }
    }
    @media print {
      main { max-width: none; padding: 0; }
      pre { white-space: pre-wrap; break-inside: avoid-page; }
      img { break-inside: avoid; max-height: 22cm; }
    }
    """
}
