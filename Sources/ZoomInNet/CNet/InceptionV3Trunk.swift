extension NetworkBuilder {
  /// An Inception v3 on patches: [patches,3,crop,crop] -> [patches,C,h,w].
  mutating func inceptionV3(_ patch: Feature, _ configuration: InceptionV3Configuration) -> Feature {
    let padding = configuration.padding
    var x = patch
    let names = ["1a_3x3", "2a_3x3", "2b_3x3"]
    for (index, channels) in configuration.stem.enumerated() where channels > 0 {
      let step = ConvolutionStep(
        channels, kernel: 3, stride: index == 0 ? 2 : 1, padding: index == 2 ? .same : padding)
      x = unit(x, step, named: "c_net.Conv2d_\(names[index])")
      note(x)
    }
    if configuration.poolsAfterStem {
      x = maxPool(x, kernel: 3, stride: 2, padding: padding)
      note(x)
    }
    x = unit(x, ConvolutionStep(configuration.middle[0], kernel: 1), named: "c_net.Conv2d_3b_1x1")
    x = unit(
      x, ConvolutionStep(configuration.middle[1], kernel: 3, padding: padding), named: "c_net.Conv2d_4a_3x3")
    note(x)
    x = maxPool(x, kernel: 3, stride: 2, padding: padding)
    for (index, block) in configuration.blocksA.enumerated() {
      x = inceptionA(x, block, named: "c_net.Mixed_5\(Self.letter(index + 1))")
      note(x)
    }
    x = inceptionB(x, configuration.reductionB, padding, named: "c_net.Mixed_6a")
    note(x)
    for (index, block) in configuration.blocksC.enumerated() {
      x = inceptionC(x, block, named: "c_net.Mixed_6\(Self.letter(index + 1))")
      note(x)
    }
    x = inceptionD(x, configuration.reductionD, padding, named: "c_net.Mixed_7a")
    note(x)
    for (index, block) in configuration.blocksE.enumerated() {
      x = inceptionE(x, block, named: "c_net.Mixed_7\(Self.letter(index + 1))")
      note(x)
    }
    return x
  }

  // MARK: -

  private static func letter(_ index: Int) -> String {
    String(UnicodeScalar(UInt8(ascii: "a") + UInt8(index)))
  }

  private mutating func inceptionA(
    _ x: Feature, _ block: InceptionV3Configuration.InceptionA, named name: String
  ) -> Feature {
    let single = unit(x, ConvolutionStep(block.single, kernel: 1), named: "\(name).branch1x1")
    var five = unit(x, ConvolutionStep(block.five[0], kernel: 1), named: "\(name).branch5x5_1")
    five = unit(five, ConvolutionStep(block.five[1], kernel: 5), named: "\(name).branch5x5_2")
    var double = unit(x, ConvolutionStep(block.double[0], kernel: 1), named: "\(name).branch3x3dbl_1")
    double = unit(double, ConvolutionStep(block.double[1], kernel: 3), named: "\(name).branch3x3dbl_2")
    double = unit(double, ConvolutionStep(block.double[2], kernel: 3), named: "\(name).branch3x3dbl_3")
    return concatenate([single, five, double, pooled(x, block.pool, named: name)])
  }

  private mutating func inceptionB(
    _ x: Feature, _ block: InceptionV3Configuration.InceptionB, _ padding: ConvolutionStep.Padding,
    named name: String
  ) -> Feature {
    let three = unit(
      x, ConvolutionStep(block.three, kernel: 3, stride: 2, padding: padding), named: "\(name).branch3x3")
    var double = unit(x, ConvolutionStep(block.double[0], kernel: 1), named: "\(name).branch3x3dbl_1")
    double = unit(double, ConvolutionStep(block.double[1], kernel: 3), named: "\(name).branch3x3dbl_2")
    double = unit(
      double, ConvolutionStep(block.double[2], kernel: 3, stride: 2, padding: padding),
      named: "\(name).branch3x3dbl_3")
    return concatenate([three, double, maxPool(x, kernel: 3, stride: 2, padding: padding)])
  }

  private mutating func inceptionC(
    _ x: Feature, _ block: InceptionV3Configuration.InceptionC, named name: String
  ) -> Feature {
    let (inner, outer) = (block.inner, block.outer)
    let single = unit(x, ConvolutionStep(outer, kernel: 1), named: "\(name).branch1x1")
    var seven = unit(x, ConvolutionStep(inner, kernel: 1), named: "\(name).branch7x7_1")
    seven = unit(seven, ConvolutionStep(inner, height: 1, width: 7), named: "\(name).branch7x7_2")
    seven = unit(seven, ConvolutionStep(outer, height: 7, width: 1), named: "\(name).branch7x7_3")
    var double = unit(x, ConvolutionStep(inner, kernel: 1), named: "\(name).branch7x7dbl_1")
    double = unit(double, ConvolutionStep(inner, height: 7, width: 1), named: "\(name).branch7x7dbl_2")
    double = unit(double, ConvolutionStep(inner, height: 1, width: 7), named: "\(name).branch7x7dbl_3")
    double = unit(double, ConvolutionStep(inner, height: 7, width: 1), named: "\(name).branch7x7dbl_4")
    double = unit(double, ConvolutionStep(outer, height: 1, width: 7), named: "\(name).branch7x7dbl_5")
    return concatenate([single, seven, double, pooled(x, outer, named: name)])
  }

  private mutating func inceptionD(
    _ x: Feature, _ block: InceptionV3Configuration.InceptionD, _ padding: ConvolutionStep.Padding,
    named name: String
  ) -> Feature {
    var three = unit(x, ConvolutionStep(block.three[0], kernel: 1), named: "\(name).branch3x3_1")
    three = unit(
      three, ConvolutionStep(block.three[1], kernel: 3, stride: 2, padding: padding),
      named: "\(name).branch3x3_2")
    var seven = unit(x, ConvolutionStep(block.seven, kernel: 1), named: "\(name).branch7x7x3_1")
    seven = unit(seven, ConvolutionStep(block.seven, height: 1, width: 7), named: "\(name).branch7x7x3_2")
    seven = unit(seven, ConvolutionStep(block.seven, height: 7, width: 1), named: "\(name).branch7x7x3_3")
    seven = unit(
      seven, ConvolutionStep(block.seven, kernel: 3, stride: 2, padding: padding),
      named: "\(name).branch7x7x3_4")
    return concatenate([three, seven, maxPool(x, kernel: 3, stride: 2, padding: padding)])
  }

  private mutating func inceptionE(
    _ x: Feature, _ block: InceptionV3Configuration.InceptionE, named name: String
  ) -> Feature {
    let width = block.three
    let single = unit(x, ConvolutionStep(block.single, kernel: 1), named: "\(name).branch1x1")
    let three = unit(x, ConvolutionStep(width, kernel: 1), named: "\(name).branch3x3_1")
    let threeA = unit(three, ConvolutionStep(width, height: 1, width: 3), named: "\(name).branch3x3_2a")
    let threeB = unit(three, ConvolutionStep(width, height: 3, width: 1), named: "\(name).branch3x3_2b")
    var double = unit(x, ConvolutionStep(block.double, kernel: 1), named: "\(name).branch3x3dbl_1")
    double = unit(double, ConvolutionStep(width, kernel: 3), named: "\(name).branch3x3dbl_2")
    let doubleA = unit(double, ConvolutionStep(width, height: 1, width: 3), named: "\(name).branch3x3dbl_3a")
    let doubleB = unit(double, ConvolutionStep(width, height: 3, width: 1), named: "\(name).branch3x3dbl_3b")
    return concatenate(
      [single, threeA, threeB, doubleA, doubleB, pooled(x, block.pool, named: name)])
  }

  private mutating func pooled(_ x: Feature, _ channels: Int, named name: String) -> Feature {
    let average = averagePool(x, countsPadding: true)
    return unit(average, ConvolutionStep(channels, kernel: 1), named: "\(name).branch_pool")
  }
}
