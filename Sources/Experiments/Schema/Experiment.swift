import Clustering
import Discovery
import Fundus
import Mining
import Phantoms
import ZoomInNet

/// Everything a researcher can decide, with its default; one property a section of the YAML file.
public struct Experiment: Sendable {
  /// `experiment:` what it is called and where its random numbers come from.
  public var general = GeneralSettings()
  /// `data:` which photographs.
  public var data = DataSettings()
  /// `phantom:` drawn photographs, used with `data.source: phantom`.
  public var phantom = PhantomConfiguration()
  /// `model:` which network.
  public var model = ModelSettings()
  /// `regions:` what C-Net looks at.
  public var regions = RegionSamplerConfiguration()
  /// `train:` what the three phases share.
  public var train = TrainSettings()
  /// `phase_1:` M-Net alone.
  public var phase1 = PhaseSettings(epochs: 20, learningRate: 0.05)
  /// `phase_2:` A-Net on the fixed M-Net.
  public var phase2 = PhaseSettings(epochs: 4, learningRate: 0.05)
  /// `phase_3:` all together.
  public var phase3 = PhaseSettings(epochs: 3, learningRate: 0.005)
  /// `evaluate:` how pictures held out are judged.
  public var evaluate = EvaluateSettings()
  /// `mine:` which features are stored.
  public var mine = MineSettings()
  /// `cluster:` affinity propagation.
  public var cluster = ClusteringConfiguration()
  /// `cluster:` which rows are clustered.
  public var selection = RowSelection()
  /// `judge:` which labels speak for regions.
  public var labels = LabelSettings()
  /// `judge:` how clusterings are judged.
  public var judge = JudgingSettings()
  /// `judge:` which labels speak for regions.
  public struct LabelSettings: Sendable {
    /// The file that labels are kept in; nil is `labels.sqlite` in the folder of all runs.
    public var store: String?
    /// Intersection over union of a patch label and a region's tile from which the label applies.
    public var overlap: Float = 0.5
  }

  /// `mosaic:` how clusters are shown.
  public var mosaic = MosaicSettings()
  /// `runtime:` how the work is done on this machine.
  public var runtime = RuntimeSettings()

  /// The experiment with every default.
  public init() {}

  /// The settings of phase 1, 2 or 3.
  subscript(phase number: Int) -> PhaseSettings {
    get { number == 1 ? phase1 : number == 2 ? phase2 : phase3 }
    set {
      switch number {
      case 1: phase1 = newValue
      case 2: phase2 = newValue
      default: phase3 = newValue
      }
    }
  }
}

/// `experiment:` what the experiment is called and where its random numbers come from.
public struct GeneralSettings: Sendable {
  /// The folder under `outputs/`.
  public var name = "experiment"
  /// One sentence for the reader.
  public var description: String?
  /// Where all random numbers come from.
  public var seed = 1
}

/// `data:` which photographs, and how they are prepared.
public struct DataSettings: Sendable {
  /// Where photographs come from.
  public enum Source: String, Sendable, CaseIterable {
    /// Drawn by the program from the section `phantom:`.
    case phantom
    /// A folder laid out as EyePACS is.
    case eyepacs
    /// A table in CSV with one picture a row.
    case table
  }

  /// Where photographs come from.
  public var source = Source.phantom
  /// The folder of the data set.
  public var root: String?
  /// EyePACS: the table of grades.
  public var labels = "trainLabels.csv"
  /// EyePACS: the table of the public and private test rows.
  public var solution: String?
  /// Table: the file.
  public var table = "manifest.csv"
  /// Table: the column of the picture's path.
  public var pathColumn = "path"
  /// Table: the column of the picture's name.
  public var imageColumn = "image"
  /// Table: the column of the patient.
  public var patientColumn = "patient"
  /// Table: the column of the eye.
  public var eyeColumn = "eye"
  /// Table: the column of the grade.
  public var levelColumn = "level"
  /// Table: the column of the split.
  public var splitColumn = "split"
  /// Folders in which pictures are looked for by name.
  public var folders = ["", "images", "train"]
  /// Tables of lesion boxes.
  public var lesionTables: [String] = []
  /// Folders of lesion masks.
  public var lesionMasks: [String] = []
  /// What happens to rows without a picture.
  public var missingPictures = DataSource.MissingPictures.refused
  /// What happens to pictures without a row.
  public var unlistedPictures = DataSource.UnlistedPictures.ignored
  /// Share of patients to learn from, where the data have no splits.
  public var trainFraction = 0.6
  /// Share of patients to choose on.
  public var validationFraction = 0.1
  /// Share of patients to report on.
  public var testFraction = 0.3
  /// Negative control: the seed by which grades are permuted over patients; 0 leaves them.
  public var shuffledGrades = 0
  /// Brightness above which a pixel belongs to the retina.
  public var borderThreshold = PreparationConfiguration().borderThreshold
  /// Prepared pictures as PNG instead of JPEG.
  public var lossless = false
  /// Whether all outside the retina is painted black.
  public var maskBorder = PreparationConfiguration().masksBorder
  /// Share of pictures that may be broken before the run ends.
  public var maximumSkippedFraction = PreparationConfiguration().maximumSkippedFraction
}

/// `model:` which network.
public struct ModelSettings: Sendable {
  /// What the network sees of a picture.
  public enum Contrast: String, Sendable, CaseIterable {
    /// Its colours.
    case plain
    /// How much each place stands out from its surroundings.
    case local
  }

  /// The name of a preset.
  public var preset = "small"
  /// What the network sees of a picture.
  public var contrast = Contrast.plain
  /// Half width of the surroundings as a fraction of the picture's side.
  public var contrastReach = 0.05
  /// Whether attention stays in the retina.
  public var attentionInRetina = false
  /// What stands in for an eye that was not photographed.
  public var missingEye = ZoomInNetConfiguration.MissingEye.repeat
  /// Weight of M-Net's loss in phase 3.
  public var mNetLossWeight: Float = 1
  /// Weight of A-Net's loss in phase 3.
  public var aNetLossWeight: Float = 1
  /// Weight of C-Net's loss in phase 3.
  public var cNetLossWeight: Float = 1
}

/// `train:` what the three phases share.
public struct TrainSettings: Sendable {
  /// How often patients of rare grades are shown.
  public enum Balance: String, Sendable, CaseIterable {
    /// Every patient once an epoch.
    case none
    /// More often, by the square root of how rare their grades are.
    case root
    /// As often as if all grades were equally frequent.
    case full
  }

  /// Patients in a mini-batch.
  public var batchPatients = 8
  /// Mini-batches whose gradients are averaged for one update.
  public var accumulate = 1
  /// How often patients of rare grades are shown.
  public var balance = Balance.none
  /// Momentum of stochastic gradient descent.
  public var momentum = 0.9
  /// Decay of convolution and classifier weights.
  public var weightDecay = 1e-4
  /// Gradients longer than this are shortened.
  public var clipNorm: Double? = 5
  /// Orientations of each picture that A-Net is shown in phase 2.
  public var aNetOrientations = 2
  /// How much faster than the rest C-Net learns in phase 3, where it is new.
  public var cNetRateFactor = 4.0
  /// How much slower than the rest the layers learn that read M.
  public var headRateFactor = 0.05
  /// Files of weights to begin from.
  public var initialWeights: [String] = []
}

/// `phase_1:`, `phase_2:`, `phase_3:` how long and how fast.
public struct PhaseSettings: Sendable {
  /// How the learning rate falls.
  public enum Decay: String, Sendable, CaseIterable {
    /// It does not.
    case constant
    /// Multiplied by `decay_factor` every `decay_every` updates.
    case step
    /// Half a cosine, to zero at the last update.
    case cosine
  }

  /// Passes over the training pictures.
  public var epochs: Int
  /// The highest learning rate.
  public var learningRate: Double
  /// How the learning rate falls.
  public var decay = Decay.cosine
  /// Updates between two steps.
  public var decayEvery = 20_000
  /// What a step multiplies by.
  public var decayFactor = 0.1
  /// Updates during which the rate rises from zero.
  public var warmUp = 0

  init(epochs: Int, learningRate: Double) {
    self.epochs = epochs
    self.learningRate = learningRate
  }
}

/// `evaluate:` how pictures held out are judged.
public struct EvaluateSettings: Sendable {
  /// Draws of patients for an interval.
  public var bootstrapDraws = 2_000
  /// IoM above which a lesion counts as found.
  public var recallThreshold: Float = 0.3
  /// Draws of blind boxes.
  public var blindDraws = 1_000
  /// Permutations of region types.
  public var permutations = 1_000
}

/// `mine:` which features are stored. Pixels are given at 492 and scaled to the preset.
public struct MineSettings: Sendable {
  /// Regions of a picture at most.
  public var regionsPerImage = 4
  /// Side of the square that a chosen peak hides from the next.
  public var suppressionPixels = 200
  /// Side of the squares that the searched map is averaged over.
  public var smoothingPixels = 0
  /// Responses at or below this end the search.
  public var minimumResponse: Float = 0
  /// Which map is searched.
  public var map = RegionSamplerConfiguration.Map.maximum
  /// The pictures that are mined.
  public var splits: [Split] = [.validation, .test, .shifted]
  /// Which box stands for a region.
  public var box = MiningConfiguration.Box.crop
  /// Panels of attention to draw.
  public var panels = 12
  /// Every cell above the response instead of peaks.
  public var dense = false
}

/// `mosaic:` how clusters are shown.
public struct MosaicSettings: Sendable {
  /// Side of a tile in attention cells around what the peak's cell sees.
  public var cropCells = 2.0
  /// Side of a tile on the page in pixels.
  public var tilePixels = 192
  /// Tiles in a row.
  public var columns = 8
  /// Tiles shown of a cluster.
  public var maximumTiles = 64
  /// The order of the tiles after the exemplar.
  public var order = MosaicOrder.similarity
  /// How clusters are laid out on the atlas page.
  public var atlasOrder = AtlasOrder.similarity
}

/// `runtime:` how the work is done on this machine.
public struct RuntimeSettings: Sendable {
  /// What numbers the network computes with.
  public enum Precision: String, Sendable, CaseIterable {
    /// 32 bits.
    case f32
    /// 16 bits with 8 of mantissa where it costs time; parameters and losses keep 32.
    case bf16
    /// bf16 where the processor multiplies it by itself, else f32.
    case auto
  }

  /// Into how many parts oneDNN splits its sums; nil (`auto`) takes those of an existing, otherwise equal run,
  /// else the number of cores.
  public var lanes: Int?
  /// What numbers the network computes with; `auto` too takes that of an existing, otherwise equal run.
  public var precision = Precision.f32
  /// Threads that work at the same time; 0 takes every core.
  public var threads = 0
  /// Minutes of training between two checkpoints within an epoch.
  public var checkpointMinutes = 10.0
  /// Folder of all runs and caches.
  public var outputs = "outputs"
}
