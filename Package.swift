// swift-tools-version: 6.2
// Zoomin: a research workbench around Zoom-in-Net (Wang et al., MICCAI 2017).
//
// The module map of the project, lowest first. A target may import only what it names here:
// `make build` passes `--explicit-target-dependency-import-check error`.

import PackageDescription

/// `make test`, `make check` and CI set this; a warning of a newer compiler never stops a researcher's own build.
let warningsAreErrors = Context.environment["ZOOMIN_WARNINGS_ARE_ERRORS"] == "1"

let swiftSettings: [SwiftSetting] =
  [.swiftLanguageMode(.v6)] + (warningsAreErrors ? [.treatAllWarnings(as: .error)] : [])

/// C is optimised in debug builds too, so that unit tests run at the speed of the real program.
/// Contraction into fused multiply-adds is off: the variants of `CK_CLONES` then agree to the bit.
let cSettings: [CSetting] =
  [.unsafeFlags(["-O3", "-ffp-contract=off", "-fno-math-errno", "-Wall", "-Wextra"])]
  + (warningsAreErrors ? [.treatAllWarnings(as: .error)] : [])

/// Where a oneDNN other than the system's lies: a folder with `include` and `lib`, in `ZOOMIN_ONEDNN`.
/// Give each its own `--scratch-path`.
let oneDNN = Context.environment["ZOOMIN_ONEDNN"].flatMap { $0.isEmpty ? nil : $0 }

let oneDNNTarget: Target = .target(
  name: "COneDNN",
  cSettings: cSettings + (oneDNN.map { [.unsafeFlags(["-I\($0)/include"])] } ?? []),
  linkerSettings: (oneDNN.map { [.unsafeFlags(["-L\($0)/lib", "-Xlinker", "-rpath=\($0)/lib"])] } ?? [])
    + [.linkedLibrary("dnnl"), .linkedLibrary("gomp")])

func systemLibrary(_ name: String, apt packages: [String]) -> Target {
  .systemLibrary(name: name, path: "Sources/\(name)", providers: [.apt(packages)])
}

func cModule(_ name: String, linking libraries: [String] = []) -> Target {
  .target(
    name: name, cSettings: cSettings, linkerSettings: libraries.map { .linkedLibrary($0) })
}

func module(_ name: String, uses dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

/// `golden`: the folder `Golden` holds values of other programs, or whole files, read from where the tests lie.
func tests(of name: String, uses dependencies: [Target.Dependency] = [], golden: Bool = false) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.byName(name: name), "TestSupport"] + dependencies,
    exclude: golden ? ["Golden"] : [], swiftSettings: swiftSettings)
}

let package = Package(
  name: "zoomin",
  products: [.executable(name: "zoomin", targets: ["zoomin"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    // Without traits it builds in half the time, and nothing here needs them.
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
  ],
  targets: [
    systemLibrary("CCrypto", apt: ["libssl-dev"]),
    systemLibrary("COpenBLAS", apt: ["libopenblas-dev"]),
    systemLibrary("CHDF5", apt: ["libhdf5-dev"]),
    systemLibrary("CLibSVM", apt: ["libsvm-dev"]),
    systemLibrary("CCMark", apt: ["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"]),
    systemLibrary("CCairo", apt: ["libcairo2-dev", "libfontconfig-dev", "fonts-dejavu-core"]),
    oneDNNTarget,
    cModule("CImageIO", linking: ["png16", "tiff", "turbojpeg"]),
    cModule("CKernels", linking: ["gomp", "openblas"]),
    // Only the program links it.
    cModule("CStart"),

    module("Workbench", uses: ["CCrypto"]),
    module("NeuralNet", uses: ["COneDNN", "CKernels", "Workbench"]),
    module("Imaging", uses: ["CImageIO", "CKernels", "CCairo", "Workbench"]),
    module("Clustering", uses: ["COpenBLAS", "CKernels", "Workbench"]),
    module("FeatureStore", uses: ["CHDF5", "Workbench"]),
    module("Scoring", uses: ["CLibSVM", "Workbench"]),
    module("Fundus", uses: ["Imaging", "CKernels", "Workbench"]),
    module("Phantoms", uses: ["Fundus", "Imaging", "CKernels", "Workbench"]),
    module("ZoomInNet", uses: ["NeuralNet", "Fundus", "Imaging", "CKernels", "Workbench"]),
    module(
      "Spots", uses: ["ZoomInNet", "NeuralNet", "Fundus", "Imaging", "CKernels", "Workbench"]),
    module("Mining", uses: ["ZoomInNet", "Spots", "FeatureStore", "Fundus", "Workbench"]),
    module("Notebooks", uses: ["CCMark", "Workbench"]),
    module("Labels", uses: ["Workbench", .product(name: "GRDB", package: "GRDB.swift")]),
    module(
      "Discovery",
      uses: ["Clustering", "FeatureStore", "Imaging", "Fundus", "Scoring", "Labels", "Workbench"]),
    module("Runs", uses: ["Scoring", "Workbench"]),
    .target(
      name: "Reports",
      dependencies: [
        "Discovery", "Imaging", "Runs", "Scoring", "Workbench",
        .product(name: "Mustache", package: "swift-mustache"),
      ],
      resources: ["Assets/report.css", "Templates/report.mustache"].map { .embedInCode($0) },
      swiftSettings: swiftSettings),
    module(
      "Settings",
      uses: [
        "Clustering", "Discovery", "Fundus", "Scoring", "Mining", "NeuralNet", "Phantoms", "Reports", "Spots",
        "Workbench", "ZoomInNet", "Yams",
      ]),
    module(
      "Pipeline",
      uses: [
        "Clustering", "Discovery", "FeatureStore", "Fundus", "Imaging", "Labels", "Scoring", "Mining",
        "NeuralNet", "Phantoms", "Reports", "Runs", "Settings", "Spots", "Workbench", "ZoomInNet", "Yams",
      ]),
    .target(
      name: "Gallery",
      dependencies: [
        "Runs", "Reports", "Discovery", "Labels", "FeatureStore", "Imaging", "Clustering", "Scoring",
        "Fundus", "Workbench",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "Mustache", package: "swift-mustache"), .product(name: "Yams", package: "Yams"),
      ],
      // The program is one file: what the pages need is part of it.
      resources: [
        "Assets/gallery.css", "Assets/gallery.js", "Assets/icon.svg",
        "Templates/layout.mustache",
        "Templates/runs.mustache", "Templates/run.mustache", "Templates/clusters.mustache",
        "Templates/card.mustache", "Templates/cluster.mustache", "Templates/compare.mustache",
        "Templates/side.mustache", "Templates/patch.mustache",
        "Templates/eye.mustache", "Templates/eyes.mustache", "Templates/layers.mustache",
        "Templates/agreement.mustache", "Templates/sweep.mustache", "Templates/compare-runs.mustache",
        "Templates/exported.mustache", "Templates/exported-clusters.mustache",
        "Templates/exported-cluster.mustache", "Templates/exported-card.mustache",
        "Templates/exported-member.mustache", "Templates/log.mustache",
        "Templates/judgement.mustache", "Templates/member.mustache", "Templates/message.mustache",
      ].map { .embedInCode($0) },
      swiftSettings: swiftSettings),
    module(
      "Commands",
      uses: [
        "Clustering", "Discovery", "FeatureStore", "Fundus", "Gallery", "Imaging", "Labels", "Scoring",
        "NeuralNet", "Notebooks",
        "Phantoms", "Pipeline", "Runs", "Settings", "Workbench", "ZoomInNet",
      ]),
    .executableTarget(
      name: "zoomin",
      dependencies: [
        "CStart", "Commands", "Pipeline", "Settings", "Workbench",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: swiftSettings),

    // What the tests of several modules need: folders, feature files, golden values, agreement of numbers.
    .target(
      name: "TestSupport", dependencies: ["FeatureStore", "Imaging", "NeuralNet", "Workbench"],
      path: "Tests/TestSupport", swiftSettings: swiftSettings),
    .testTarget(name: "TestSupportTests", dependencies: ["TestSupport"], swiftSettings: swiftSettings),
    tests(of: "Workbench"),
    // Stands in front of malloc in the program of the tests, and counts only while a test asks it to.
    .target(name: "AllocationCount", path: "Tests/AllocationCount", cSettings: cSettings),
    tests(of: "NeuralNet", uses: ["AllocationCount", "CKernels", "Workbench"]),
    tests(of: "Imaging", uses: ["Workbench"], golden: true),
    tests(of: "Clustering", uses: ["Workbench"], golden: true),
    tests(of: "FeatureStore", uses: ["Workbench"], golden: true),
    tests(of: "Scoring", uses: ["Workbench"], golden: true),
    tests(of: "Fundus", uses: ["Imaging", "Workbench"]),
    tests(of: "Phantoms", uses: ["CKernels", "Fundus", "Imaging", "Scoring", "Workbench"]),
    tests(of: "ZoomInNet", uses: ["NeuralNet", "CKernels", "Fundus", "Imaging", "Workbench"]),
    tests(
      of: "Spots", uses: ["Clustering", "Fundus", "Imaging", "NeuralNet", "Workbench", "ZoomInNet"]),
    tests(
      of: "Mining", uses: ["ZoomInNet", "Spots", "FeatureStore", "Fundus", "Imaging", "Workbench"]),
    tests(of: "Labels", uses: ["Workbench"]),
    tests(of: "Notebooks", uses: ["Workbench"]),
    tests(
      of: "Discovery",
      uses: ["Clustering", "FeatureStore", "Fundus", "Imaging", "Labels", "Scoring", "Workbench"]),
    tests(of: "Runs", uses: ["Scoring", "Workbench"]),
    tests(
      of: "Reports", uses: ["Discovery", "Imaging", "Runs", "Scoring", "Workbench"], golden: true),
    tests(of: "Settings", uses: ["Workbench"], golden: true),
    tests(
      of: "Pipeline",
      uses: [
        "Discovery", "FeatureStore", "Fundus", "Imaging", "Labels", "NeuralNet", "Phantoms", "Runs",
        "Settings", "Workbench", "ZoomInNet",
      ], golden: true),
    tests(
      of: "Commands",
      uses: [
        "Discovery", "FeatureStore", "Fundus", "Labels", "NeuralNet", "Pipeline", "Runs", "Scoring",
        "Settings",
        "Workbench",
      ]),
    tests(
      of: "Gallery",
      uses: [
        "Clustering", "Discovery", "FeatureStore", "Fundus", "Labels", "Runs", "Workbench",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
      ]),
    // `swift run fuzz READER`: damaged files for every reader. For developers; `make install` leaves it out.
    .target(
      name: "Fuzzing",
      dependencies: ["Settings", "FeatureStore", "Fundus", "Imaging", "NeuralNet", "Workbench"],
      path: "Tests/Fuzzing", exclude: ["Seeds", "LibFuzzer"], swiftSettings: swiftSettings),
    .executableTarget(
      name: "fuzz",
      dependencies: ["Fuzzing", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      path: "Tests/FuzzCommand", swiftSettings: swiftSettings),
    .testTarget(
      name: "FuzzingTests",
      dependencies: ["Fuzzing", "fuzz", "zoomin", "FeatureStore", "Imaging", "TestSupport", "Workbench"],
      exclude: ["Found"],
      swiftSettings: swiftSettings),
    // What the command line says of itself: help, examples, the lines of the documentation.
    .testTarget(
      name: "CommandLineTests",
      dependencies: [
        "zoomin", "TestSupport", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], path: "Tests/CommandLine", swiftSettings: swiftSettings),
    .testTarget(
      name: "EndToEndTests", dependencies: ["FeatureStore", "Imaging", "TestSupport", "Workbench"],
      path: "Tests/EndToEnd", exclude: ["Slurm/slurm.sh"], swiftSettings: swiftSettings),
  ]
)
