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
    func demand(_ holds: Bool, _ reason: String, _ remedy: String) throws(SettingsError) {
      if !holds { throw SettingsError(.conflict(reason, remedy: remedy), at: place) }
    }
    try demand(
      source == .phantom || data.root != nil, "data.source is \(source.rawValue), but data.root is empty",
      "Name the folder, in the file or as data.root=FOLDER.")
    let shares = data.split.trainFraction + data.split.validationFraction + data.split.testFraction
    try demand(
      abs(shares - 1) < 1e-6,
      "data.train_fraction, data.validation_fraction and data.test_fraction sum to \(shares)",
      "They must sum to 1.")
    try demand(
      train.network == .untrained || train.mNet.epochCount > 0
        || (train.aNet.epochCount == 0 && train.joint.epochCount == 0),
      "phase_1.epochs is 0, but later phases train", "Each phase builds on the one before it.")
    try demand(
      train.validateEvery > 0 || (train.selection == .last && train.patience == nil),
      train.selection == .last
        ? "train.patience is given, but train.validate_every is 0"
        : "train.select is \(train.selection.rawValue), but train.validate_every is 0",
      "Say after how many epochs the validation pictures are graded, such as train.validate_every=1.")
    try demand(
      data.split.foldIndex < data.split.foldCount || data.split.foldCount == 0,
      "data.fold is \(data.split.foldIndex), but data.folds is \(data.split.foldCount)",
      "Folds are counted from 0.")
    try demand(
      train.colourJitter == 0 || model.contrast == .plain,
      "train.colour_jitter is \(train.colourJitter), but model.contrast is \(model.contrast.rawValue), which has no colours",
      "Set train.colour_jitter=0 or model.contrast=plain.")
    let untrained = Head.allCases.filter { !train.heads.contains($0) }
    if !train.phases.isEmpty {
      let decision = heads.decision
      try demand(
        !untrained.contains { HeadConfiguration.Decision($0) == decision },
        "evaluate.head is \(decision.rawValue), but it is not trained",
        "Name a head that is trained, or y, the mean.")
      try demand(
        !heads.combined.allSatisfy(untrained.contains),
        "evaluate.combine names only heads that are not trained", "Name one that is trained.")
    }
    try validateSizes(place: place)
    try validateSpots(place: place)
    do {
      try phantom.validate()
      try cluster.validate()
    } catch let error as any ZoominError {
      throw SettingsError(
        .conflict(String(error.description.dropLast()), remedy: error.remedy ?? ""), at: place)
    }
  }

  // MARK: -

  private func validateSpots(place: String) throws(SettingsError) {
    guard mine.units.contains(.spot) else { return }
    let begins = !train.initialWeightFiles.isEmpty
    guard spots.descriptions(beginsFromWeights: begins).contains(.trunk) else { return }
    guard spots.weights == .trained || begins else {
      throw SettingsError(
        .conflict(
          "spots.descriptor names trunk with the initial weights, but train.initial_weights is empty",
          remedy: "Give train.initial_weights, or set spots.weights=trained or spots.descriptor=[profile]."),
        at: place)
    }
    let trunk = TrunkLayers(of: preset, sidePixels: preset.zoomPixels)
    let strides = trunk.map { $0.layers.map { Int($0.cells.stride) } } ?? []
    if let missing = spots.layers.first(where: { layer in layer.stride.map { !strides.contains($0) } ?? false
    }) {
      throw SettingsError(
        .conflict(
          "spots.layers names \(missing.rawValue), but the trunk of model.preset \(preset.name) has layers of the "
            + "strides \(strides.map { "\($0)" }.joined(separator: ", "))",
          remedy: "Name some of these, or M for the last one."), at: place)
    }
  }

  private func validateSizes(place: String) throws(SettingsError) {
    let preset = model.preset
    guard let sized = preset.reading(viewPixels: data.viewPixels, zoomPixels: data.zoomPixels) else {
      throw SettingsError(
        .conflict(
          "data.view_pixels is \(data.viewPixels ?? 0), too small for model.preset \(preset.name)",
          remedy: "Give at least \((preset.viewPixels + 1) / 2) pixels."), at: place)
    }
    guard sized.zoomPixels >= sized.viewPixels else {
      throw SettingsError(
        .conflict(
          "data.zoom_pixels is \(sized.zoomPixels), less than the view's \(sized.viewPixels)",
          remedy: "The zoom picture must be at least as large as the view."), at: place)
    }
    let sampler = RegionSampler(model.regions, preset: sized)
    let smallest = sized.cNet.smallestPatchPixels
    guard sampler.patchPixels >= smallest else {
      throw SettingsError(
        .conflict(
          "regions.crop_pixels is \(model.regions.cropPixels), which is \(sampler.patchPixels) of the "
            + "\(sized.zoomPixels) zoom pixels, too small for C-Net of model.preset \(preset.name)",
          remedy:
            "C-Net needs a crop of at least \(smallest) of them: raise regions.crop_pixels or data.zoom_pixels."
        ),
        at: place)
    }
  }
}
