/// How tables name pictures: by id, or by a file's name or path.
public enum PictureName {
  /// The picture that a table calls `name`: the one of exactly this id, otherwise the one whose id is the file name
  /// without folders and without the ending of a picture. Folders end with `/`, or with `\` as on Windows.
  ///
  /// Manifests, lesion tables and labels all follow this rule.
  ///
  /// - Returns: an id for which `isKnown` is true, or nil.
  public static func id(of name: String, isKnown: (String) -> Bool) -> String? {
    if isKnown(name) { return name }
    let stem = PictureIndex.stem(of: withSlashes(name))
    return isKnown(stem) ? stem : nil
  }

  /// A path with `/` for every `\`.
  static func withSlashes(_ path: String) -> String {
    path.utf8.contains(UInt8(ascii: "\\")) ? path.replacing("\\", with: "/") : path
  }

  /// Whether a path begins at the root of a file system or at a drive: `/a`, `\a`, `C:\a`, `C:/a`.
  static func isAbsolute(_ path: String) -> Bool {
    var bytes = withSlashes(path).utf8[...]
    if bytes.dropFirst().first == UInt8(ascii: ":") { bytes = bytes.dropFirst(2) }
    return bytes.first == UInt8(ascii: "/")
  }

  /// The patient and the eye that a picture's name ends with, in any case; nil if it ends with none. OD is the right eye
  /// and OS the left one.
  static func eye(of stem: String) -> (patient: String, eye: Eye)? {
    guard let separator = stem.lastIndex(where: { "_- ".contains($0) }), separator != stem.startIndex else {
      return nil
    }
    let patient = String(stem[..<separator])
    switch stem[stem.index(after: separator)...].lowercased() {
    case "left", "l", "os": return (patient, .left)
    case "right", "r", "od": return (patient, .right)
    default: return nil
    }
  }
}
