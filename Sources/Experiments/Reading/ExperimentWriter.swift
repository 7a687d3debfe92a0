/// Writes an experiment as YAML with every default spelled out.
public enum ExperimentWriter {
  /// The YAML text; reading it back gives the same experiment.
  public static func yaml(_ experiment: Experiment) -> String {
    var text = ""
    for section in Schema.sections {
      text += text.isEmpty ? "\(section):\n" : "\n\(section):\n"
      for setting in Schema.settings where setting.section == section {
        let key = setting.path.dropFirst(section.count + 1)
        text += "  \(key): \(setting.value(experiment).yaml)\n"
      }
    }
    return text
  }
}
