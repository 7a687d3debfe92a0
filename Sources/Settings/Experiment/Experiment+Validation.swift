import Clustering
import Fundus
import Spots
import Workbench
import ZoomInNet

extension Experiment {
  /// Checks that valid keys do not contradict each other.
  ///
  /// - Throws: `SettingsError` with code `.conflict`.
  public func validate(place: String) throws {
    try validate(place: place, origins: SettingOrigins())
  }

  /// The same, with the places where keys were set: an error is about the first of its keys that was.
  func validate(place: String, origins: SettingOrigins) throws {
    func demand(
      _ holds: Bool, about keys: [String], _ reason: String, _ remedy: String
    ) throws(SettingsError) {
      if !holds { throw origins.error(.conflict(reason, remedy: remedy), about: keys, otherwise: place) }
    }
    try demand(
      source == .phantom || data.root != nil, about: ["data.root", "data.source"],
      "data.source is \(source.rawValue), but data.root is empty",
      "Name the folder, in the file or as data.root=FOLDER.")
    let shares = data.split.trainFraction + data.split.validationFraction + data.split.testFraction
    try demand(
      abs(shares - 1) < 1e-6,
      about: ["data.train_fraction", "data.validation_fraction", "data.test_fraction"],
      "data.train_fraction, data.validation_fraction and data.test_fraction sum to \(shares)",
      "They must sum to 1.")
    try demand(
      train.network == .untrained || train.mNet.epochCount > 0
        || (train.aNet.epochCount == 0 && train.joint.epochCount == 0),
      about: ["phase_1.epochs", "phase_2.epochs", "phase_3.epochs"],
      "phase_1.epochs is 0, but later phases train", "Each phase builds on the one before it.")
    try demand(
      train.validateEvery > 0 || (train.selection == .last && train.patience == nil),
      about: [train.selection == .last ? "train.patience" : "train.select", "train.validate_every"],
      train.selection == .last
        ? "train.patience is given, but train.validate_every is 0"
        : "train.select is \(train.selection.rawValue), but train.validate_every is 0",
      "Say after how many epochs the validation pictures are graded, such as train.validate_every=1.")
    try demand(
      data.split.foldIndex < data.split.foldCount || data.split.foldCount == 0,
      about: ["data.fold", "data.folds"],
      "data.fold is \(data.split.foldIndex), but data.folds is \(data.split.foldCount)",
      "Folds are counted from 0.")
    try demand(
      train.colourJitter == 0 || model.contrast == .plain, about: ["train.colour_jitter", "model.contrast"],
      "train.colour_jitter is \(train.colourJitter), but model.contrast is \(model.contrast.rawValue), which has no colours",
      "Set train.colour_jitter=0 or model.contrast=plain.")
    let untrained = Head.allCases.filter { !train.heads.contains($0) }
    if !train.phases.isEmpty {
      let decision = heads.decision
      try demand(
        !untrained.contains { HeadConfiguration.Decision($0) == decision },
        about: ["evaluate.head", "phase_1.epochs", "phase_2.epochs", "phase_3.epochs"],
        "evaluate.head is \(decision.rawValue), but it is not trained",
        "Name a head that is trained, or y, the mean.")
      try demand(
        !heads.combined.allSatisfy(untrained.contains),
        about: ["evaluate.combine", "phase_1.epochs", "phase_2.epochs", "phase_3.epochs"],
        "evaluate.combine names only heads that are not trained", "Name one that is trained.")
    }
    try validateSizes(demand)
    try validateSpots(demand)
    func adopt(_ error: any ZoominError, about keys: [String]) -> SettingsError {
      origins.error(
        .conflict(String(error.description.dropLast()), remedy: error.remedy ?? ""), about: keys,
        otherwise: place)
    }
    do { try phantom.validate() } catch {
      throw adopt(
        error, about: ["phantom.validation_fraction", "phantom.test_fraction", "phantom.shifted_fraction"])
    }
    do { try cluster.validate() } catch {
      throw adopt(
        error, about: ["cluster.compatibility", "cluster.method", "cluster.noise", "cluster.smoothing"])
    }
  }

  // MARK: -

  /// Throws, with a reason and a remedy, unless something holds that some keys decide.
  private typealias Demand = (Bool, [String], String, String) throws(SettingsError) -> Void

  private func validateSpots(_ demand: Demand) throws(SettingsError) {
    guard mine.units.contains(.spot) else { return }
    let begins = !train.initialWeightFiles.isEmpty
    guard spots.descriptions(beginsFromWeights: begins).contains(.trunk) else { return }
    try demand(
      spots.weights == .trained || begins, ["spots.descriptor", "spots.weights", "mine.units"],
      "spots.descriptor names trunk with the initial weights, but train.initial_weights is empty",
      "Give train.initial_weights, or set spots.weights=trained or spots.descriptor=[profile].")
    let trunk = TrunkLayers(of: preset, sidePixels: preset.zoomPixels)
    let strides = trunk.map { $0.layers.map { Int($0.cells.stride) } } ?? []
    let missing = spots.layers.first { layer in layer.stride.map { !strides.contains($0) } ?? false }
    try demand(
      missing == nil, ["spots.layers", "model.preset", "spots.descriptor"],
      "spots.layers names \(missing?.rawValue ?? ""), but the trunk of model.preset \(preset.name) has layers of the "
        + "strides \(strides.map { "\($0)" }.joined(separator: ", "))",
      "Name some of these, or M for the last one.")
  }

  private func validateSizes(_ demand: Demand) throws(SettingsError) {
    let preset = model.preset
    let sized = preset.reading(viewPixels: data.viewPixels, zoomPixels: data.zoomPixels)
    try demand(
      sized != nil, ["data.view_pixels", "model.preset"],
      "data.view_pixels is \(data.viewPixels ?? 0), too small for model.preset \(preset.name)",
      "Give at least \((preset.viewPixels + 1) / 2) pixels.")
    guard let sized else { return }
    try demand(
      sized.zoomPixels >= sized.viewPixels, ["data.zoom_pixels", "data.view_pixels"],
      "data.zoom_pixels is \(sized.zoomPixels), less than the view's \(sized.viewPixels)",
      "The zoom picture must be at least as large as the view.")
    let sampler = RegionSampler(model.regions, preset: sized)
    let smallest = sized.cNet.smallestPatchPixels
    try demand(
      sampler.patchPixels >= smallest, ["regions.crop_pixels", "data.zoom_pixels", "model.preset"],
      "regions.crop_pixels is \(model.regions.cropPixels), which is \(sampler.patchPixels) of the "
        + "\(sized.zoomPixels) zoom pixels, too small for C-Net of model.preset \(preset.name)",
      "C-Net needs a crop of at least \(smallest) of them: raise regions.crop_pixels or data.zoom_pixels.")
  }
}
