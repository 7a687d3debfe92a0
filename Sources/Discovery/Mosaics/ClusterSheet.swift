import Foundation
import Workbench

/// All clusters on one page for a browser, which can be sorted and filtered. It is opened from disk without a server.
struct ClusterSheet {
  let clusters: [ClusterSummary]
  /// The rows of every cluster, in the order of its mosaic.
  let rows: [[Int]]
  let tiles: TileStore
  let experiment: String
  let judgement: Judgement?

  /// The name of the file in a clustering's folder.
  static let fileName = "contact-sheet.html"

  /// Tiles of a cluster on the page; its mosaic has the others.
  private static let shownTiles = 4

  /// The page: XHTML in one file, beside `mosaics/`.
  func html() throws -> String {
    let cards = try clusters.indices.map(card).joined(separator: "\n")
    let title = "\(Self.escaped(experiment)): \(Counted.text(clusters.count, "cluster"))"
    return """
      <!DOCTYPE html>
      <html xmlns="http://www.w3.org/1999/xhtml" lang="en">
      <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>\(title)</title>
      <style>
      \(Self.style)
      </style>
      </head>
      <body>
      <header>
      <h1>\(title)</h1>
      <p>\(basis) Research use only.</p>
      <p><label>Order <select id="order">
      <option value="number">size</option>
      <option value="place">similarity</option>
      <option value="rank">candidates first</option>
      <option value="enrichment">enrichment</option>
      <option value="stability">stability</option>
      </select></label>
      <label><input type="checkbox" id="candidates" /> candidates only</label>
      <label><input type="checkbox" id="clean" /> without warnings only</label></p>
      </header>
      <main id="clusters">
      \(cards)
      </main>
      <script>
      \(Self.script)
      </script>
      </body>
      </html>

      """
  }

  // MARK: -

  private var basis: String {
    guard let enrichment = judgement?.enrichment else { return "No grades are known." }
    let grade = String(format: "%.2f", enrichment.meanGrade)
    return
      "Enrichment compares the mean grade of a cluster's patients with that of all \(enrichment.patientCount) (\(grade)); \(Self.escaped(enrichment.basis))."
  }

  private func card(_ index: Int) throws -> String {
    let summary = clusters[index]
    let remarks = judgement.map { ClusterRemarks(summary.cluster, of: $0) }
    let found = judgement?.clusters[summary.cluster]
    let place = judgement?.similarityOrder.firstIndex(of: summary.cluster) ?? summary.cluster
    let pictures = try rows[index].prefix(Self.shownTiles).map { row in
      let data = try tiles.jpeg(row: row).base64EncodedString()
      return "<img alt=\"region \(row)\" src=\"data:image/jpeg;base64,\(data)\" />"
    }
    let counts = [
      Counted.text(summary.regionCount, "region"),
      summary.imageCount.map { Counted.text($0, "picture") },
      summary.patientCount.map { Counted.text($0, "patient") },
    ].compactMap { $0 }.joined(separator: " \u{b7} ")
    let name = MosaicRun.fileName(of: summary.cluster)
    let lines = [remarks?.enrichment, remarks?.explained].compactMap { $0 } + (remarks?.warnings ?? [])
    let rank = remarks?.rankText.map { "<b>\(Self.escaped($0))</b>" } ?? ""
    let last = "\(clusters.count + 1)"
    return """
      <article data-number="\(summary.cluster)" data-place="\(place)" data-rank="\(remarks?.candidateRank.map(String.init) ?? last)" data-enrichment="\(-(found?.enrichment?.standardScore ?? -1e9))" data-stability="\(-(found?.stability ?? -1))" data-warned="\(!(remarks?.warnings.isEmpty ?? true))">
      <h2>Cluster \(summary.cluster) \(rank)</h2>
      <p>\(counts)</p>
      \(gradeBar(summary))
      <div class="tiles">\(pictures.joined())</div>
      <p>\(lines.map(Self.escaped).joined(separator: "<br />"))</p>
      <details><summary>mosaic</summary><a href="mosaics/\(name)"><img class="mosaic" loading="lazy" alt="mosaic of cluster \(summary.cluster)" src="mosaics/\(name)" /></a></details>
      </article>
      """
  }

  private func gradeBar(_ summary: ClusterSummary) -> String {
    guard let grades = summary.grades else { return "" }
    let parts = grades.entries.filter { $0.count > 0 }.map { entry in
      let hex = GradePalette.colour(of: entry.grade).hexadecimal
      let name = entry.grade.map { "grade \($0)" } ?? "not graded"
      return "<i style=\"flex:\(entry.count);background:\(hex)\" title=\"\(name): \(entry.count)\"></i>"
    }
    return "<div class=\"bar\">\(parts.joined())</div>"
  }

  static func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
      .replacingOccurrences(of: ">", with: "&gt;").replacingOccurrences(of: "\"", with: "&quot;")
  }

  private static let style = """
    body { background: #1e1e1e; color: #f0f0f0; font: 15px/1.4 sans-serif; margin: 2em; }
    header p, article p, label { color: #a6a6a6; margin: .4em 1em .4em 0; }
    main { display: grid; grid-template-columns: repeat(auto-fill, minmax(420px, 1fr)); gap: 1.5em; }
    article { background: #2a2a2a; padding: 1em; }
    h2 { margin: 0; font-size: 20px; } h2 b { color: #f5c96b; font-weight: normal; font-size: 15px; }
    .bar { display: flex; height: 10px; } .bar i { display: block; }
    .tiles { display: grid; grid-template-columns: repeat(4, 1fr); gap: 6px; margin-top: .6em; }
    .tiles img, .mosaic { width: 100%; display: block; }
    summary { cursor: pointer; color: #a6a6a6; }
    """

  /// Without a less-than sign or an ampersand, so that the page is well-formed XML too.
  private static let script = """
    var main = document.getElementById("clusters");
    var cards = Array.from(main.children);
    function show() {
      var key = document.getElementById("order").value;
      var candidates = document.getElementById("candidates").checked;
      var clean = document.getElementById("clean").checked;
      cards.sort(function (a, b) {
        return a.dataset[key] - b.dataset[key] || a.dataset.number - b.dataset.number;
      });
      cards.forEach(function (card) {
        var isRanked = cards.length >= Number(card.dataset.rank);
        card.hidden = candidates ? !isRanked || (clean ? card.dataset.warned === "true" : false)
          : clean ? card.dataset.warned === "true" : false;
        main.appendChild(card);
      });
    }
    ["order", "candidates", "clean"].forEach(function (id) {
      document.getElementById(id).addEventListener("change", show);
    });
    """
}
