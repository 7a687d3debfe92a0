import Foundation
import Workbench

extension ManifestReading {
  /// Refuses to leave out a whole table or split: its folder was forgotten, and results would be about other pictures.
  func checkParts() throws(FundusError) {
    let parts = missingNames.sorted { left, right in
      Manifest.isBefore(left.key.order, right.key.order)
    }
    for (part, names) in parts {
      let isWholeTable = foundCounts.keys.allSatisfy { $0.table != part.table }
      guard isWholeTable || part.split != nil && foundCounts[part] == nil else { continue }
      let whose = isWholeTable ? "that it lists" : "of the split \(part.split?.rawValue ?? "")"
      let count = isWholeTable ? missing.count { $0.table == part.table } : names.count
      throw FundusError(
        .missing, at: part.table, "no picture \(whose) is there (\(count) listed)",
        remedy: names.first.flatMap(folderHint)
          ?? (folders == nil
            ? "Add the pictures, or remove the rows."
            : "Add their folder to data.folders, or remove the rows."))
    }
  }

  /// What to do about a picture that lies in a folder of the root that `data.folders` lacks; nil if there is none.
  func folderHint(for name: String) -> String? {
    guard let folders else { return nil }
    let stem = PictureIndex.stem(of: PictureName.withSlashes(name))
    let listed = Set(folders)
    var waiting = [""]
    // Breadth first, and not for ever: a wrong root may be a whole disk.
    var next = 0
    while next < waiting.count, next < 1_000 {
      let folder = waiting[next]
      next += 1
      let url = folder.isEmpty ? source.root : source.root.appendingPathComponent(folder)
      let names = ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? [])
        .sorted(by: Manifest.isBefore)
      if !listed.contains(folder),
        let file = names.first(where: { PictureIndex.isPicture($0) && PictureIndex.stem(of: $0) == stem })
      {
        let all = SettingValue.list(folders + [folder]).text
        let path = folder.isEmpty ? file : "\(folder)/\(file)"
        return "\(path) is in a folder that is not searched: give 'data.folders=\(all)'."
      }
      guard folder.split(separator: "/").count < 3 else { continue }
      for name in names where !name.hasPrefix(".") && !PictureIndex.isPicture(name) {
        var isFolder: ObjCBool = false
        let path = url.appendingPathComponent(name).path
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
          waiting.append(folder.isEmpty ? name : "\(folder)/\(name)")
        }
      }
    }
    return nil
  }
}
