import Clustering
import Discovery
import Fundus
import Scoring
import Phantoms
import Reports
import Spots
import Workbench
import ZoomInNet

extension Experiment {
  /// Every key, section by section: the keys of the modules' configurations, with the stage to which a section belongs.
  public static let schema = SettingSchema<Experiment>([
    SettingSection(
      "experiment", .prepare, "The name of the experiment, and the seed of all random numbers.", \.general),
    SettingSection(
      "data", .prepare,
      "Where photographs, grades and known lesions come from, how patients are split, and how pictures are prepared.",
      [.choice("source", \.source, "Where photographs come from.")]
        + DataConfiguration.keys.map { $0.lifted(to: \.data) }),
    // The keys of phantoms change no result if other photographs are used.
    SettingSection(
      "phantom", .prepare, "How photographs are drawn, if the program draws them.",
      PhantomConfiguration.keys.map { key in
        key.lifted(to: \Experiment.phantom).asked { $0.source == .phantom }
      }),
    SettingSection("model", .trainMNet, "The network, what it sees, and the weights of its losses.", \.model),
    SettingSection(
      "regions", .trainZoomInNet, "How patches for C-Net are chosen from the attention.", \.model.regions),
    SettingSection(
      "train", .trainMNet,
      "What the phases of training share: batches, momentum, clipping of gradients, initial weights.", \.train
    ),
    SettingSection("phase_1", .trainMNet, "How M-Net learns.", \.train.mNet),
    SettingSection("phase_2", .trainANet, "How A-Net learns on a fixed M-Net.", \.train.aNet),
    SettingSection(
      "phase_3", .trainZoomInNet, "How all three networks learn together.",
      (PhaseConfiguration.keys + PhaseConfiguration.patchKeys).map { $0.lifted(to: \.train.joint) }),
    SettingSection(
      "evaluate", .evaluate, "How results on held-out pictures are measured.",
      EvaluationConfiguration.keys.map { $0.lifted(to: \.evaluate) }
        + HeadConfiguration.keys.map { $0.lifted(to: \.heads) }),
    SettingSection(
      "mine", .mine, "What is mined: cells or spots, of which pictures, and how many of each.", \.mine),
    // Without spots these keys change nothing.
    SettingSection(
      "spots", .mine,
      "Places of lesion size: how they are found, described, ranked and compared with healthy ones.",
      SpotConfiguration.keys.map { key in
        key.lifted(to: \Experiment.spots).asked { $0.mine.units.contains(.spot) }
      }),
    SettingSection(
      "cluster", .cluster, "Which rows are clustered, and how.",
      ClusteringConfiguration.keys.map { $0.lifted(to: \.cluster) }
        + RowSelection.keys.map { $0.lifted(to: \.selection) }
        + AssignmentSettings.keys.map { $0.lifted(to: \.assignment) }),
    SettingSection(
      "judge", .judge, "How clusters are judged, and which labels count.",
      JudgingSettings.keys.map { $0.lifted(to: \.judge) }
        + LabelConfiguration.keys.map { $0.lifted(to: \.labels) }),
    SettingSection(
      "mosaic", .mosaic, "Size, number and order of tiles, and the atlas.",
      TileGeometry.keys.map { $0.lifted(to: \.geometry) }
        + TileConfiguration.keys.map { $0.lifted(to: \.tiles) }
        + MosaicConfiguration.keys.map { $0.lifted(to: \.mosaic) }),
    SettingSection(
      "report", .report, "The page about a run: what it shows, and whether names are replaced.", \.report),
    SettingSection("runtime", nil, "How the work is done on this machine, and where results lie.", \.runtime),
  ])

  /// The experiment as YAML with every default written out; reading it back gives the same experiment.
  public var yaml: String { Self.schema.yaml(self) }

  /// Every key with its default, form and meaning, as a commented YAML file.
  public static var documentation: String { schema.documentation(defaults: Experiment()) }
}

extension Experiment {
  /// The settings that decide the result of a stage: its own, and those of other sections that it reads.
  ///
  /// - Parameter others: sections such as `regions`, or keys such as `mosaic.crop_cells`.
  /// - Throws: if a file that a key names cannot be read.
  public func identity(
    of stage: StageName, alsoReading others: [String] = []
  ) throws -> [(path: String, value: String)] {
    try Self.schema.settings.filter {
      $0.stage == stage || others.contains($0.section) || others.contains($0.path)
    }.compactMap { setting in
      try setting.key.identity(in: self).map { (setting.path, $0) }
    }
  }
}
