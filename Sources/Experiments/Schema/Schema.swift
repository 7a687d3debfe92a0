/// All keys, in the order of the sections and of the resolved YAML.
public enum Schema {
  /// The names of the sections, in order.
  public static let sections: [String] = settings.reduce(into: []) { names, setting in
    if names.last != setting.section { names.append(setting.section) }
  }

  /// Every key.
  public static let settings: [Setting] =
    general + data + phantom + model + regions + train
    + phase(1, .trainMNet) + phase(2, .trainANet) + phase(3, .trainZoomInNet)
    + evaluate + mine + cluster + judge + mosaic + runtime

  /// The key that sets defaults of others.
  static let defaultsKey = "cluster.compatibility"

  /// The setting of a key; nil where there is none.
  public static func setting(_ path: String) -> Setting? { byPath[path] }

  /// Every key with its default, form and meaning, as a commented YAML file.
  public static var documentation: String {
    let defaults = Experiment()
    var text = ""
    for setting in settings {
      if setting.path == settings.first(where: { $0.section == setting.section })?.path {
        text += "\(text.isEmpty ? "" : "\n")\(setting.section):\n"
      }
      let key = setting.path.dropFirst(setting.section.count + 1)
      text += "  # \(setting.documentation) Must be \(setting.form).\n"
      text += "  \(key): \(setting.value(defaults).yaml)\n"
    }
    return text
  }

  // MARK: -

  private static let byPath = Dictionary(uniqueKeysWithValues: settings.map { ($0.path, $0) })
}
