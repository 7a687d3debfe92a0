import Clustering
import Discovery
import Fundus
import Scoring
import Mining
import Phantoms
import Reports
import Spots
import ZoomInNet

/// All settings of an experiment: the modules' configurations, of which each section of the YAML file has one or more.
public struct Experiment: Sendable {
  /// `experiment:` its name and the seed of its random numbers.
  public var general = GeneralSettings()
  /// `data.source`: where photographs come from.
  public var source = PictureOrigin.phantom
  /// `data:` which photographs.
  public var data = DataConfiguration()
  /// `phantom:` drawn photographs, used with `data.source: phantom`.
  public var phantom = PhantomConfiguration()
  /// `model:` the network, and `regions:` how C-Net's regions are found.
  public var model = ZoomInNetConfiguration()
  /// `train:` how the network learns, with `phase_1:`, `phase_2:` and `phase_3:`.
  public var train = TrainingConfiguration()
  /// `evaluate:` how results on held-out pictures are measured.
  public var evaluate = EvaluationConfiguration()
  /// `evaluate:` which outputs decide a picture's grade.
  public var heads = HeadConfiguration()
  /// `mine:` which features are stored.
  public var mine = MiningConfiguration()
  /// `spots:` places of lesion size.
  public var spots = SpotConfiguration()
  /// `cluster:` affinity propagation.
  public var cluster = ClusteringConfiguration()
  /// `cluster:` which rows are clustered.
  public var selection = RowSelection()
  /// `cluster:` how a second cohort is given to the clusters of a first one.
  public var assignment = AssignmentSettings()
  /// `judge:` how clusterings are judged.
  public var judge = JudgingSettings()
  /// `judge:` which labels count for regions.
  public var labels = LabelConfiguration()
  /// `mosaic:` how much of a picture a tile shows.
  public var geometry = TileGeometry()
  /// `mosaic:` how a tile is made.
  public var tiles = TileConfiguration()
  /// `mosaic:` how clusters are laid out.
  public var mosaic = MosaicConfiguration()
  /// `report:` what the page about the run shows.
  public var report = ReportConfiguration()
  /// `runtime:` how the work is done on this machine.
  public var runtime = RuntimeSettings()

  /// The experiment with every default.
  public init() {}
}
