import FeatureStore
import Fundus
import Labels
import Workbench

/// Lesion boxes that people drew, as a lesion table that `data.lesion_tables` reads, so that the next evaluation counts them.
public enum DrawnLesionTable {
  /// The table: `image,type,x0,y0,x1,y1` in source pixels, then `term,author,time`.
  ///
  /// A name that is no lesion term has the type `OTHER`; its own words stay in `term`.
  ///
  /// - Parameters:
  ///   - entries: labels that count; patch labels and those on other pictures are left out.
  ///   - images: the pictures of a feature file.
  public static func csv(_ entries: [LogEntry], on images: [FeatureImage]) -> String {
    let name = Dictionary(images.map { ($0.sha256, $0.id) }) { first, _ in first }
    var writer = CSVWriter(columns: ["image", "type", "x0", "y0", "x1", "y1", "term", "author", "time"])
    for entry in entries {
      guard let label = entry.label, label.kind == .lesion, let image = name[label.picture] else { continue }
      let type = LesionType(text: label.term) ?? .other
      writer.append(
        [image, type.rawValue] + label.box.coordinates.map(CSVWriter.number)
          + [label.term, entry.author, entry.time])
    }
    return writer.text
  }
}
