import Workbench

/// One picture with known lesions, in pixels of the frame.
public struct LesionPicture: Sendable {
  /// Whose picture it is.
  public var patient: String
  /// The lesions, those that count alone: listed types, no anatomy.
  public var lesions: [LesionTarget]
  /// Where there is retina.
  public var retina: RetinaRegion

  /// A picture; one without lesions counts for the covered area only.
  public init(patient: String, lesions: [LesionTarget], retina: RetinaRegion) {
    self.patient = patient
    self.lesions = lesions
    self.retina = retina
  }
}

/// One lesion to be found.
public struct LesionTarget: Hashable, Sendable {
  /// Its term (`MA`, `HE`, ...).
  public var type: String
  /// Its box in pixels of the frame.
  public var box: Box

  /// A lesion of a type.
  public init(type: String, box: Box) {
    self.type = type
    self.box = box
  }
}

/// Which lesions some boxes find. For boxes drawn at random, how often each lesion is found.
public struct LesionHits: Sendable {
  /// Per picture and lesion, 0...1.
  public let found: [[Double]]
  /// Per picture, the fraction of the retina inside the boxes.
  public let coveredFractions: [Double]
  private let types: [[String]]

  init(found: [[Double]], coveredFractions: [Double], types: [[String]]) {
    self.found = found
    self.coveredFractions = coveredFractions
    self.types = types
  }

  /// Found lesions over lesions, all pictures together ("per box" in the paper); of one type where named.
  public func pooled(type: String? = nil) -> PatientBootstrap.Statistic {
    let sums = zip(found, types).map { found, types in
      zip(found, types).reduce(into: (found: 0.0, count: 0.0)) { sum, lesion in
        guard type == nil || lesion.1 == type else { return }
        sum.found += lesion.0
        sum.count += 1
      }
    }
    return { weights in
      var total = (found: 0.0, count: 0.0)
      for (sum, weight) in zip(sums, weights) {
        total.found += weight * sum.found
        total.count += weight * sum.count
      }
      return total.count > 0 ? total.found / total.count : nil
    }
  }

  /// The mean over pictures with lesions of the fraction found in each.
  ///
  /// The paper's "per person" recall, read so that every picture counts the same; it does not define it.
  public var perPicture: PatientBootstrap.Statistic {
    let fractions = found.map { $0.isEmpty ? nil : $0.reduce(0, +) / Double($0.count) }
    return { weights in
      var total = (found: 0.0, count: 0.0)
      for case (let fraction?, let weight) in zip(fractions, weights) {
        total.found += weight * fraction
        total.count += weight
      }
      return total.count > 0 ? total.found / total.count : nil
    }
  }

  /// Mean over pictures of the covered fraction of the retina; nil for no picture.
  public var coveredFraction: Double? {
    coveredFractions.isEmpty ? nil : coveredFractions.reduce(0, +) / Double(coveredFractions.count)
  }
}
