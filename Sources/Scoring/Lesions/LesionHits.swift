import Workbench

/// One picture with known lesions, in pixels of the frame.
public struct LesionPicture: Sendable {
  /// The patient.
  public var patient: String
  /// The lesions that count: listed types, without anatomy.
  public var lesions: [LesionTarget]
  /// Where there is retina.
  public var retina: RetinaRegion
  /// The size of the optic disc.
  public var disc: DiscDiameter

  /// A picture; one without lesions counts for the covered area only.
  public init(patient: String, lesions: [LesionTarget], retina: RetinaRegion, disc: DiscDiameter) {
    self.patient = patient
    self.lesions = lesions
    self.retina = retina
    self.disc = disc
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

/// The lesions that some boxes find. For boxes drawn at random, how often they find each lesion.
public struct LesionHits: Sendable {
  /// The result of boxes in one picture.
  struct Finding: Sendable {
    /// By lesion, 0...1: for boxes drawn at random, the share of draws that find it.
    let found: [Double]
    /// The same for finding any lesion of the picture; 0 without lesions.
    let anyFound: Double
    /// The fraction of the retina inside the boxes.
    let covered: Double
  }

  /// Per picture and lesion, 0...1.
  public let found: [[Double]]
  /// Per picture, the fraction of the retina inside the boxes.
  public let coveredFractions: [Double]
  private let anyFound: [Double]
  private let types: [[String]]
  private let patients: [String]

  init(_ findings: [Finding], in pictures: [LesionPicture]) {
    found = findings.map(\.found)
    coveredFractions = findings.map(\.covered)
    anyFound = findings.map(\.anyFound)
    types = pictures.map { $0.lesions.map(\.type) }
    patients = pictures.map(\.patient)
  }

  /// Found lesions over lesions, all pictures together ("per box" in the paper), or of one type only.
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

  /// The share of people with lesions of whom at least one lesion is found, in whichever of their pictures ("per
  /// person" in the paper).
  ///
  /// For boxes drawn at random, the mean of that share over draws: draws in different pictures are independent.
  /// All pictures of a person must have the same weight, as in draws of patients.
  ///
  /// Source: Wang et al. 2017, the recall of annotated lesions in section 3. Deviation: none.
  public var perPerson: PatientBootstrap.Statistic {
    let withLesions = found.indices.filter { !found[$0].isEmpty }
    let picturesOfPeople: [[Int]] = Dictionary(grouping: withLesions) { patients[$0] }.values
      .sorted { $0[0] < $1[0] }
    let people: [(first: Int, found: Double)] = picturesOfPeople.map { pictures in
      let missed: Double = pictures.reduce(1) { missed, picture in missed * (1 - anyFound[picture]) }
      return (pictures[0], 1 - missed)
    }
    return { weights in
      var total = (found: 0.0, count: 0.0)
      for person in people {
        total.found += weights[person.first] * person.found
        total.count += weights[person.first]
      }
      return total.count > 0 ? total.found / total.count : nil
    }
  }

  /// Recall of each of some types that occur, every picture counting once.
  func recallByType(_ types: [String]) -> [String: Double] {
    let once = [Double](repeating: 1, count: found.count)
    let recalls = types.compactMap { type in pooled(type: type)(once).map { (type, $0) } }
    return Dictionary(uniqueKeysWithValues: recalls)
  }

  /// Mean over pictures of the covered fraction of the retina; nil for no picture.
  public var coveredFraction: Double? {
    coveredFractions.isEmpty ? nil : coveredFractions.reduce(0, +) / Double(coveredFractions.count)
  }
}
