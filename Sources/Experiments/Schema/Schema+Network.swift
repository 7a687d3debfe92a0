import Runs
import ZoomInNet

extension Schema {
  static let model: [Setting] = [
    .text(
      "model.preset", \.model.preset, .prepare,
      form: ZoomInNetPreset.all.map(\.name).joined(separator: ", "), "Which network.",
      read: { ZoomInNetPreset.named($0)?.name }, write: { $0 }),
    .choice(
      "model.contrast", \.model.contrast, .trainMNet,
      "What the network sees: colours, or how much each place of the retina stands out from its surroundings."
    ),
    .number(
      "model.contrast_reach", \.model.contrastReach, 0.005...0.5, .trainMNet,
      "Half width of those surroundings as a fraction of the picture's side."),
    .flag(
      "model.attention_in_retina", \.model.attentionInRetina, .trainMNet,
      "A-Net's spatial softmax runs over cells of the retina only; the paper's runs over all."),
    .choice(
      "model.missing_eye", \.model.missingEye, .trainMNet,
      "What stands in for the features of an eye that was not photographed."),
    .number(
      "model.m_net_loss", \.model.mNetLossWeight, 0...100, .trainZoomInNet,
      "Weight of M-Net's loss in phase 3."),
    .number(
      "model.a_net_loss", \.model.aNetLossWeight, 0...100, .trainZoomInNet,
      "Weight of A-Net's loss in phase 3."),
    .number(
      "model.c_net_loss", \.model.cNetLossWeight, 0...100, .trainZoomInNet,
      "Weight of C-Net's loss in phase 3."),
  ]

  static let regions: [Setting] = [
    .integer(
      "regions.count", \.regions.count, 1...16, .trainZoomInNet, "Patches of an eye for C-Net, at most."),
    .integer(
      "regions.suppression_pixels", \.regions.suppressionPixels, 8...492, .trainZoomInNet,
      "Side of the square that a chosen peak hides from the next, in view pixels at 492."),
    .integer(
      "regions.smoothing_pixels", \.regions.smoothingPixels, 0...492, .trainZoomInNet,
      "Side of the squares that the searched map is averaged over, in view pixels at 492; 0 as in the paper."),
    .integer(
      "regions.crop_pixels", \.regions.cropPixels, 32...1230, .trainZoomInNet,
      "Side of C-Net's crop in zoom pixels at 1230."),
    .text(
      "regions.map", \.regions.map, .trainZoomInNet,
      form: "maximum, sum, evidence, predicted, level_1, level_2, level_3, level_4",
      "Which map is searched: the maximum over levels 1-4, their sum, the sum of those above 0 (evidence), one level, or the predicted one.",
      read: { RegionSamplerConfiguration.Map(text: $0) }, write: { $0.text }),
    .choice(
      "regions.interpolation", \.regions.interpolation, .trainZoomInNet,
      "How G is resized to the view before the search: between the centres of what its cells see, or the nearest one."
    ),
    .number(
      "regions.minimum_response", \.regions.minimumResponse, -1_000...1_000, .trainZoomInNet,
      "Responses at or below this end the search."),
    .choice(
      "regions.border", \.regions.border, .trainZoomInNet, "What happens to a crop that leaves the picture."),
    .flag(
      "regions.inside_retina", \.regions.insideRetina, .trainZoomInNet,
      "Whether peaks lie in the retina only, not in the black around it; mining follows it."),
  ]

  static let train: [Setting] = [
    .list(
      "train.initial_weights", \.train.initialWeights, nil,
      form: "a list of safetensors files, such as [m-net-a.safetensors, c-net.safetensors]",
      "Weights to begin from, written by import-weights or another run of the same preset; known by their content.",
      read: { $0.isEmpty ? nil : $0 }, write: { $0 }, isValid: { _ in true }),
    .integer(
      "train.batch_patients", \.train.batchPatients, 1...512, .trainMNet,
      "Patients in a mini-batch, each with both eyes."),
    .integer(
      "train.accumulate", \.train.accumulate, 1...1_024, .trainMNet,
      "Mini-batches whose gradients are averaged for one update."),
    .choice("train.balance", \.train.balance, .trainMNet, "How often patients of rare grades are shown."),
    .number("train.momentum", \.train.momentum, 0...0.9999, .trainMNet, "Momentum."),
    .number(
      "train.weight_decay", \.train.weightDecay, 0...1, .trainMNet,
      "Decay of convolution and classifier weights."),
    .optionalNumber(
      "train.clip_norm", \.train.clipNorm, 1e-6...1e6, .trainMNet,
      "Gradients longer than this are shortened to it."),
    .integer(
      "train.a_net_orientations", \.train.aNetOrientations, 1...8, .trainANet,
      "Rotations and flips of each picture that A-Net is shown in phase 2, where M is computed once for each."
    ),
    .number(
      "train.c_net_rate_factor", \.train.cNetRateFactor, 0.01...1_000, .trainZoomInNet,
      "How much faster than the rest C-Net learns in phase 3, where it is new."),
    .number(
      "train.head_rate_factor", \.train.headRateFactor, 0.0001...1_000, .trainMNet,
      "Multiplies the learning rate of the layers that read M: the classifiers and A-Net."),
  ]

  static func phase(
    _ number: Int, _ stage: StageName
  ) -> [Setting] {
    let name = "phase_\(number)"
    return [
      .integer(
        "\(name).epochs", \.[phase: number].epochs, 0...100_000, stage, "Passes over the training pictures."),
      .number(
        "\(name).learning_rate", \.[phase: number].learningRate, 1e-12...100, stage,
        "The highest learning rate."),
      .choice("\(name).decay", \.[phase: number].decay, stage, "How the learning rate falls."),
      .integer(
        "\(name).decay_every", \.[phase: number].decayEvery, 1...Int(Int32.max), stage,
        "Updates between two steps of the decay `step`."),
      .number(
        "\(name).decay_factor", \.[phase: number].decayFactor, 0...1, stage, "What a step multiplies by."),
      .integer(
        "\(name).warm_up", \.[phase: number].warmUp, 0...Int(Int32.max), stage,
        "Updates during which the rate rises from zero."),
    ]
  }
}

extension RegionSamplerConfiguration.Map {
  /// The map that a word names.
  init?(text: String) {
    switch text {
    case "maximum": self = .maximum
    case "sum": self = .sum
    case "evidence": self = .evidence
    case "predicted": self = .predicted
    case "level_1": self = .level(1)
    case "level_2": self = .level(2)
    case "level_3": self = .level(3)
    case "level_4": self = .level(4)
    default: return nil
    }
  }

  /// The word that names the map.
  var text: String {
    switch self {
    case .maximum: "maximum"
    case .sum: "sum"
    case .evidence: "evidence"
    case .predicted: "predicted"
    case .level(let level): "level_\(level)"
    }
  }
}
