extension InceptionV3Configuration {
  /// Inception v3 as published, up to `Mixed_7c`: 2048 channels, 10x10 for a patch of 384 pixels.
  ///
  /// Source: Szegedy et al. 2015; torchvision's and timm's `inception_v3`, whose weights it takes. Deviation: none.
  public static let published = InceptionV3Configuration(
    padding: .valid, stem: [32, 32, 64], poolsAfterStem: true, middle: [80, 192],
    blocksA: [32, 64, 64].map { .init(single: 64, five: [48, 64], double: [64, 96, 96], pool: $0) },
    reductionB: .init(three: 384, double: [64, 96, 96]),
    blocksC: [128, 160, 160, 192].map { .init(inner: $0, outer: 192) },
    reductionD: .init(three: [192, 320], seven: 192),
    blocksE: Array(repeating: .init(single: 320, three: 384, double: 448, pool: 192), count: 2))
}
