/// Writes an experiment as YAML with every default spelled out.
public enum ExperimentWriter {
  /// The YAML text; reading it back gives the same experiment.
  public static func yaml(_ experiment: Experiment) -> String {
    lines.reduce(into: "") { text, line in
      text += line.beginning
      text += line.setting.value(experiment).yaml
      text += "\n"
    }
  }

  // MARK: -

  /// Every setting with what stands before its value: the section's name where one begins, and the key.
  private static let lines: [(beginning: String, setting: Setting)] = {
    var section: String?
    return Schema.settings.map { setting in
      let heading = setting.section == section ? "" : "\(section == nil ? "" : "\n")\(setting.section):\n"
      section = setting.section
      return ("\(heading)  \(setting.path.dropFirst(setting.section.count + 1)): ", setting)
    }
  }()
}
