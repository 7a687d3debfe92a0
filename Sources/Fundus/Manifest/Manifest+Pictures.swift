import Foundation

extension Manifest {
  /// Whether a file has the ending of a picture that can be read.
  public static func isPicture(_ file: URL) -> Bool { PictureIndex.isPicture(file.lastPathComponent) }

  /// The given files, of unknown grade. `17_left.jpeg` is patient 17's left eye, as in EyePACS, and so are `17_L`, `17-OS`
  /// and the like; any other picture is a patient of its own.
  ///
  /// - Parameters:
  ///   - root: the folder that all files lie in.
  ///   - paths: the files, relative to the root; each is used once.
  ///   - split: the split of all of them.
  public init(root: URL, paths: [String], split: Split? = nil) {
    let paths = Set(paths)
    let stems = Dictionary(grouping: paths, by: PictureIndex.stem(of:))
    self.init(
      root: root,
      entries: paths.map { path in
        let stem = PictureIndex.stem(of: path)
        let name = PictureName.eye(of: stem)
        // Files of the same name are told apart by their paths.
        let id = (stems[stem]?.count ?? 0) > 1 ? path : stem
        return ManifestEntry(
          id: id, path: path, patient: id == stem ? name?.patient ?? id : id,
          eye: name?.eye ?? .unknown, split: split)
      })
  }

  /// The pictures of several data sets. Pictures and patients of the same name in two of them stay apart: the name of
  /// their folder is put before theirs.
  public static func joining(_ parts: [Manifest]) -> Manifest {
    guard parts.count != 1 else { return parts[0] }
    let ids = parts.map { Set($0.entries.map(\.id)) }
    let patients = parts.map { Set($0.entries.map(\.patient)) }
    func shared(_ name: String, among sets: [Set<String>]) -> Bool {
      sets.count(where: { $0.contains(name) }) > 1
    }
    var entries: [ManifestEntry] = []
    var lesions: [LesionBox] = []
    for part in parts {
      let folder = part.root.standardizedFileURL.path.drop { $0 == "/" }
      func named(_ name: String, among sets: [Set<String>]) -> String {
        shared(name, among: sets) ? "\(folder)/\(name)" : name
      }
      entries += part.entries.map { entry in
        var entry = entry
        entry.path = "\(folder)/\(entry.path)"
        entry.id = named(entry.id, among: ids)
        entry.patient = named(entry.patient, among: patients)
        return entry
      }
      lesions += part.lesions.map {
        LesionBox(image: named($0.image, among: ids), type: $0.type, box: $0.box)
      }
    }
    return Manifest(root: URL(fileURLWithPath: "/", isDirectory: true), entries: entries, lesions: lesions)
  }
}
