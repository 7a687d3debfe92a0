import Clustering
import Discovery
import Fundus
import ZoomInNet

extension Schema {
  static let evaluate: [Setting] = [
    .integer(
      "evaluate.bootstrap_draws", \.evaluate.bootstrapDraws, 100...100_000, .evaluate,
      "Seeded draws of patients for each 95 % interval."),
    .number(
      "evaluate.recall_threshold", \.evaluate.recallThreshold, 0.01...1, .evaluate,
      "IoM from which a lesion counts as found."),
    .integer(
      "evaluate.blind_draws", \.evaluate.blindDraws, 10...100_000, .evaluate,
      "Draws of boxes placed blindly in the retina."),
    .integer(
      "evaluate.permutations", \.evaluate.permutations, 10...100_000, .mosaic,
      "Permutations of region types beside each purity."),
  ]

  static let mine: [Setting] = [
    .integer(
      "mine.regions_per_image", \.mine.regionsPerImage, 1...64, .mine, "Regions of a picture, at most."),
    .integer(
      "mine.suppression_pixels", \.mine.suppressionPixels, 8...492, .mine,
      "Side of the square that a chosen peak hides from the next, in view pixels at 492."),
    .integer(
      "mine.smoothing_pixels", \.mine.smoothingPixels, 0...492, .mine,
      "Side of the squares that the searched map is averaged over, in view pixels at 492; 0: none."),
    .number(
      "mine.minimum_response", \.mine.minimumResponse, -1_000...1_000, .mine,
      "Responses at or below this end the search; G may be negative, a picture may yield no region."),
    .list(
      "mine.splits", \.mine.splits, .mine, form: "a list of train, validation, test and shifted",
      "The pictures that are mined; by default those not trained on.",
      read: { Split(rawValue: $0) }, write: { $0.rawValue }),
    .text(
      "mine.map", \.mine.map, .mine,
      form: "maximum, sum, evidence, predicted, level_1, level_2, level_3, level_4",
      "Which map is searched.", read: { RegionSamplerConfiguration.Map(text: $0) }, write: { $0.text }),
    .choice("mine.box", \.mine.box, .mine, "Which box stands for a region: C-Net's crop or the window."),
    .integer("mine.panels", \.mine.panels, 0...10_000, .mine, "Attention panels to draw."),
    .flag(
      "mine.dense", \.mine.dense, .mine,
      "Every cell above the response instead of separated peaks, each around what it sees."),
  ]

  /// The first key sets the others' defaults and is therefore read first, wherever it stands.
  static let cluster: [Setting] = [
    .choice(
      Schema.defaultsKey, \.cluster.rules, .cluster,
      "Reproduce another program's rules exactly, scikit-learn's of similarities -|x-y|^2 that it is given, apcluster's "
        + "of negDistMat(r=2); other keys of this section that stand at their defaults take that program's."),
    .text(
      "cluster.preference", \.cluster.preference, .cluster,
      form: "median, median-all, minimum, quantile:Q, range:F, count:K, a number or file:TABLE",
      "How much each feature wants to be an exemplar.",
      read: { try? Preference(parsing: $0) }, write: { "\($0)" }),
    .choice("cluster.similarity", \.cluster.measure, .cluster, "How similar two features are."),
    .choice("cluster.features", \.cluster.normalisation, .cluster, "What is done to each feature before."),
    .number(
      "cluster.damping", \.cluster.damping, 0.5...0.9999, .cluster, "Share of the old message that is kept."),
    .integer(
      "cluster.max_iterations", \.cluster.maximumIterations, 1...1_000_000, .cluster, "Iterations at most."),
    .integer(
      "cluster.window", \.cluster.window, 1...1_000_000, .cluster,
      "Iterations over which the exemplars must stay the same."),
    .choice(
      "cluster.method", \.cluster.method, .cluster,
      "Which algorithm: dense compares all pairs, sparse nearest neighbours, hierarchical subsets of neighbours and "
        + "then their exemplars; auto takes the first that fits the number of features and the memory."),
    .integer(
      "cluster.neighbours", \.cluster.neighbourCount, 1...10_000, .cluster,
      "Sparse: nearest neighbours of each feature."),
    .integer(
      "cluster.subset_rows", \.cluster.subsetRows, 2...50_000, .cluster,
      "Hierarchical: features of a subset at most."),
    .integer(
      "cluster.agreement_rows", \.cluster.agreementRows, 0...50_000, .cluster,
      "Sparse and hierarchical: features of the subsample that is clustered by the dense method too; 0 is none."
    ),
    .number(
      "cluster.whitened_fraction", \.cluster.whitenedFraction, 0.01...1, .cluster,
      "Whitened features: share of the variance whose principal components are kept."),
    .number(
      "cluster.noise", \.cluster.noise, 0...0.01, .cluster,
      "Seeded noise on the preferences that steer the messages, as a part of the spread of similarities; 0 is none."
    ),
    .number(
      "cluster.thin_overlap", \.selection.thinOverlap, 0...1, .cluster,
      "Intersection over union of two tiles of a picture above which the region of lower rank is left out; 1: none is."
    ),
    .list(
      "cluster.exclude", \.selection.exclusions, .cluster,
      form: "a list of known, border, disc and numbers of clusters, such as [border, 3]",
      "What is taken out before the rest is clustered: known, each region with a known lesion or a label; and of a first "
        + "clustering of the others the clusters at the border of the retina, those of the optic disc where it is marked, "
        + "or those of these numbers.",
      read: { RowSelection.Exclusion(text: $0) }, write: { $0.text }, isValid: { _ in true }),
    .flag(
      "cluster.assign_across_checkpoints", \.assignment.acrossCheckpoints, nil,
      "With --assign-to: whether features of another checkpoint than the clustering's own are accepted. Numbers of "
        + "different networks mean different things, so this is for experiments with that."),
    .integer(
      "cluster.seed", \.cluster.seed, 0...Int(Int32.max), .cluster, "Where noise and subsamples come from."),
  ]

  static let judge: [Setting] = [
    .choice(
      "judge.stability", \.judge.stability, .mosaic,
      "Whether it is measured how alike the clusters stay when patients are left out, which takes judge.resamples "
        + "clusterings: always (up to judge.resample_rows features), never, or auto: where those clusterings together "
        + "cost no more than the clustering itself, or little for its size. A sweep takes auto for always."),
    .integer(
      "judge.resamples", \.judge.resamples, 0...1_000, .mosaic,
      "Clusterings of some of the patients, for the stability; 0 leaves it out."),
    .number(
      "judge.resample_fraction", \.judge.resampleFraction, 0.1...0.99, .mosaic,
      "Share of the patients in each of them."),
    .integer(
      "judge.resample_rows", \.judge.resampleRows, 2...1_000_000, .mosaic,
      "Stability is measured up to this many features, because it clusters them again and again."),
    .integer(
      "judge.permutations", \.judge.permutations, 100...1_000_000, .mosaic,
      "Permutations of grades over patients, for the enrichment of each cluster."),
    .number(
      "judge.false_discovery_rate", \.judge.falseDiscoveryRate, 0.0001...0.5, .mosaic,
      "Share of false findings up to which clusters count as enriched."),
    .number(
      "judge.explained_fraction", \.judge.explainedFraction, 0.01...1, .mosaic,
      "Share of regions with a known lesion from which a cluster is explained and no candidate."),
    .optionalWords(
      "judge.labels", \.labels.store, nil, form: "a file",
      "The store of labels that name regions, beside the lesions of the data; null: labels.sqlite in runtime.outputs."
    ),
    .number(
      "judge.label_overlap", \.labels.overlap, 0.01...1, .mosaic,
      "Intersection over union of a labelled patch and a region's tile from which the label applies."),
    .integer(
      "judge.silhouette_rows", \.judge.silhouetteRows, 100...50_000, .mosaic,
      "Features whose silhouettes are measured, drawn at random where there are more."),
  ]

  static let mosaic: [Setting] = [
    .number(
      "mosaic.crop_cells", \.mosaic.cropCells, 0.5...14, .mosaic,
      "Side of a tile in attention cells, cut from the source around what the peak's cell sees; a cell's side is the distance between two cells' centres."
    ),
    .integer("mosaic.tile_pixels", \.mosaic.tilePixels, 32...1_024, .mosaic, "Side of a tile on the page."),
    .integer("mosaic.columns", \.mosaic.columns, 2...40, .mosaic, "Tiles in a row."),
    .integer("mosaic.maximum_tiles", \.mosaic.maximumTiles, 1...4_096, .mosaic, "Tiles shown of a cluster."),
    .choice("mosaic.order", \.mosaic.order, .mosaic, "The order of the tiles after the exemplar."),
    .choice(
      "mosaic.atlas_order", \.mosaic.atlasOrder, .mosaic,
      "Clusters on the atlas: beside those whose exemplars look like theirs, or by size."),
  ]

  static let runtime: [Setting] = [
    .text(
      "runtime.lanes", \.runtime.lanes, nil, form: "a whole number from 1 to 512, or auto",
      "Into how many parts oneDNN splits its sums, which fixes the result's bits; auto takes the lanes of an "
        + "existing, otherwise equal run, else the number of cores. The resolved number is part of the training key.",
      read: { text in
        // 0 is how earlier versions wrote auto.
        if text == "auto" || text == "0" { return .some(nil) }
        return Int(text).flatMap { (1...512).contains($0) ? .some($0) : nil }
      }, write: { $0.map { "\($0)" } ?? "auto" }),
    .choice(
      "runtime.precision", \.runtime.precision, nil,
      "What numbers the network's heavy layers compute with: bf16 is faster where the processor has it and less "
        + "exact; parameters and losses are f32 always. auto takes that of an existing, otherwise equal run, else "
        + "bf16 where the processor has it. The resolved one is part of the training key."),
    .integer(
      "runtime.threads", \.runtime.threads, 0...512, nil, "Threads at the same time; 0 takes every core."),
    .number(
      "runtime.checkpoint_minutes", \.runtime.checkpointMinutes, 0...1_440, nil,
      "Minutes of training after which a checkpoint is written within an epoch too; 0 writes one after every "
        + "update. It changes no result, only how much a killed process loses."),
    .words("runtime.outputs", \.runtime.outputs, nil, form: "a folder", "Where runs and caches lie."),
  ]
}
