internal import CKernels
import Foundation
import Fundus
import Workbench

/// The disease of one eye: its lesions, the unlisted lesion and the controls, placed and ready to paint.
struct PhantomDisease {
  /// Probability of the unlisted lesion at grades 0...4.
  static let unlistedProbability = [0, 0.05, 0.25, 0.40, 0.40]

  /// Everything to paint, in painting order.
  private(set) var marks: [PhantomMark] = []

  private let anatomy: PhantomAnatomy
  private let brush: PhantomBrush
  private let configuration: PhantomConfiguration
  /// Whether a place lies on no large vessel.
  private let isFree: (Double, Double) -> Bool
  /// Places along the larger veins, where new vessels grow.
  private let veins: [(x: Double, y: Double)]

  /// The disease of one eye of `grade`.
  init(
    grade: Int, patient: PhantomPatient, eye: Eye, anatomy: PhantomAnatomy, brush: PhantomBrush,
    veins: [(x: Double, y: Double)], configuration: PhantomConfiguration,
    isFree: @escaping (Double, Double) -> Bool
  ) {
    self.anatomy = anatomy
    self.brush = brush
    self.veins = veins
    self.configuration = configuration
    self.isFree = isFree
    let item = eye == .left ? 0 : 1
    var lesions = RandomStream(
      seed: configuration.seed, purpose: "phantom.lesions", items: patient.number, item)
    let counts = PhantomLesionCounts(
      grade: grade, factor: configuration.lesionNumber, stream: &lesions)
    draw(counts, grade: grade, &lesions)

    let looks = PhantomOddities(seed: configuration.seed)
    let prevalence = zip(configuration.gradeFractions, Self.unlistedProbability).map(*).reduce(0, +)
    let kinds: [(PhantomMark.Kind, PhantomOddity, Double, String)] = [
      (.unlisted, looks.unlisted, Self.unlistedProbability[grade], "phantom.unlisted"),
      (.brightControl, looks.brightControl, prevalence, "phantom.bright-control"),
      (.darkControl, looks.darkControl, prevalence, "phantom.dark-control"),
    ]
    for (kind, oddity, probability, purpose) in kinds {
      var stream = RandomStream(seed: configuration.seed, purpose: purpose, items: patient.number, item)
      guard stream.happens(probability) else { continue }
      for _ in 0..<stream.count(median: 1.6, spread: 0.5, from: 1, to: 4) {
        let place = anywhere(margin: 0.3, &stream)
        marks.append(
          oddity.mark(kind: kind, at: place, brush: brush, scale: configuration.scaled, &stream))
      }
    }
  }

  // MARK: - Lesions

  private mutating func draw(_ counts: PhantomLesionCounts, grade: Int, _ stream: inout RandomStream) {
    for count in counts.exudateClusters { drawCluster(of: count, &stream) }
    for _ in 0..<counts.softExudates {
      let size = sized(median: 0.26, spread: 0.35, in: 0.10...0.55, &stream)
      marks.append(
        brush.softExudate(at: near(disc: 1.1..<3.2, margin: size / 2, &stream), size: size, &stream))
    }
    if counts.hasPreretinalHaemorrhage {
      let size = configuration.scaled(stream.uniform(in: 0.6..<1.1))
      let place = near(disc: 1.2..<3.0, margin: size / 2, &stream)
      marks.append(brush.preretinalHaemorrhage(at: place, size: size, &stream))
    }
    for (quadrant, count) in counts.haemorrhagesPerQuadrant.enumerated() {
      for _ in 0..<count { drawHaemorrhage(in: quadrant, &stream) }
    }
    // In moderate disease at least one quadrant has fewer haemorrhages than severe disease needs.
    let spared = grade == 2 ? stream.integer(below: 4) : -1
    var sparedCount = 0
    func mayDraw(_ place: (x: Double, y: Double)) -> Bool {
      guard PhantomGradeRule.quadrant(place, fovea: anatomy.fovea) == spared else { return true }
      sparedCount += 1
      return sparedCount < PhantomGradeRule.severeCount
    }
    for _ in 0..<counts.flames {
      let size = sized(median: 0.27, spread: 0.35, in: 0.14...0.6, &stream)
      let place = near(disc: 0.75..<2.8, margin: size / 2, &stream)
      if mayDraw(place) { marks.append(brush.flame(at: place, size: size, &stream)) }
    }
    for _ in 0..<counts.haemorrhages {
      let size = sized(median: 0.09, spread: 0.5, in: 0.035...0.45, &stream)
      let place = anywhere(margin: size / 2, &stream)
      if mayDraw(place) { marks.append(brush.haemorrhage(at: place, size: size, &stream)) }
    }
    for _ in 0..<counts.microaneurysms {
      let size = sized(median: 0.036, spread: 0.3, in: 0.02...0.08, &stream)
      let place = stream.happens(0.6) ? macular(margin: size, &stream) : anywhere(margin: size, &stream)
      marks.append(brush.microaneurysm(at: place, size: size, &stream))
    }
    for _ in 0..<counts.abnormalities {
      let size = sized(median: 0.22, spread: 0.2, in: 0.14...0.4, &stream)
      marks.append(
        brush.abnormality(at: near(disc: 1.2..<3.2, margin: size / 2, &stream), size: size, &stream))
    }
    for index in 0..<counts.tufts {
      let size = sized(median: 0.40, spread: 0.25, in: 0.25...0.8, &stream)
      let isAtDisc = index == 0 && stream.happens(0.4)
      let place = isAtDisc ? atDisc(&stream) : alongVein(margin: size / 2, &stream)
      marks.append(brush.tuft(at: place, size: size, &stream))
    }
  }

  private mutating func drawHaemorrhage(in quadrant: Int, _ stream: inout RandomStream) {
    let size = sized(median: 0.09, spread: 0.5, in: 0.035...0.45, &stream)
    let place = anywhere(in: quadrant, margin: size / 2, &stream)
    marks.append(brush.haemorrhage(at: place, size: size, &stream))
  }

  /// Hard exudates around a leaking place: a ring (circinate) or a loose group, mostly near the macula. Exudates of a
  /// group are about equally dense, because they are about equally old; large ones are denser.
  private mutating func drawCluster(of count: Int, _ stream: inout RandomStream) {
    let centre = macular(margin: 0.4, &stream)
    let isRing = stream.happens(0.4)
    let radius = stream.uniform(in: 0.22..<0.55) * configuration.scaled(0.3) / 0.3
    let start = stream.angle(), span = stream.uniform(in: 2.5..<6.2)
    let stretch = stream.uniform(in: 0.6..<1)
    let turn = stream.angle()
    let density = stream.logNormal(median: 1, spread: 0.5)
    for _ in 0..<count {
      let size = sized(median: 0.042, spread: 0.55, in: 0.016...0.22, &stream)
      var place = centre
      for _ in 0..<12 {
        let angle = isRing ? start + span * stream.uniform() : stream.angle()
        let distance =
          isRing
          ? radius * stream.normal(mean: 1, deviation: 0.12) : radius * abs(stream.normal(deviation: 0.8))
        let u = distance * cos(angle), v = distance * sin(angle) * stretch
        place = (centre.x + u * cos(turn) - v * sin(turn), centre.y + u * sin(turn) + v * cos(turn))
        if isAllowed(place, margin: size / 2) { break }
        place = centre
      }
      marks.append(
        brush.hardExudate(
          at: place, size: size, density: density * pow(size / configuration.scaled(0.042), 0.4), &stream))
    }
  }

  private func sized(
    median: Double, spread: Double, in range: ClosedRange<Double>, _ stream: inout RandomStream
  ) -> Double {
    let size = stream.logNormal(median: median, spread: spread)
    return configuration.scaled(min(range.upperBound, max(range.lowerBound, size)))
  }

  // MARK: - Places

  private func isAllowed(_ place: (x: Double, y: Double), margin: Double) -> Bool {
    let fromDisc = (place.x * place.x + place.y * place.y).squareRoot()
    // A lesion at the rim would move the edge of the retina that is found in the file, and so tell the grade: 0.2 disc
    // diameters are more than a block of the JPEG.
    return fromDisc > 0.62 + margin && anatomy.isVisible(place.x, place.y, margin: margin + 0.2)
  }

  /// A place drawn by `propose` that is visible, off the disc and, if possible, off the vessels.
  private func place(
    margin: Double, _ stream: inout RandomStream,
    _ propose: (inout RandomStream) -> (x: Double, y: Double)
  ) -> (x: Double, y: Double) {
    var fallback: (x: Double, y: Double)?
    for _ in 0..<400 {
      let place = propose(&stream)
      guard isAllowed(place, margin: margin) else { continue }
      if isFree(place.x, place.y) { return place }
      fallback = fallback ?? place
    }
    // The fovea is visible in every picture: the gaze is drawn around it.
    return fallback ?? (anatomy.fovea.x - 0.6, anatomy.fovea.y)
  }

  private func anywhere(
    in quadrant: Int? = nil, margin: Double, _ stream: inout RandomStream
  ) -> (x: Double, y: Double) {
    let reach = Double(anatomy.aperture.radius)
    let fovea = anatomy.fovea
    return place(margin: margin, &stream) { stream in
      let pixel = (
        x: Double(anatomy.aperture.x) + reach * stream.uniform(in: -1..<1),
        y: Double(anatomy.aperture.y) + reach * stream.uniform(in: -1..<1)
      )
      let place = anatomy.place(ofPixelX: pixel.x, y: pixel.y)
      // A place in another quadrant is moved off the retina, so that it is rejected.
      guard let quadrant, PhantomGradeRule.quadrant(place, fovea: fovea) != quadrant else { return place }
      return (0, 0)
    }
  }

  private func macular(margin: Double, _ stream: inout RandomStream) -> (x: Double, y: Double) {
    place(margin: margin, &stream) { stream in
      (anatomy.fovea.x + stream.normal(deviation: 1.0), anatomy.fovea.y + stream.normal(deviation: 0.9))
    }
  }

  private func near(
    disc range: Range<Double>, margin: Double, _ stream: inout RandomStream
  ) -> (x: Double, y: Double) {
    place(margin: margin, &stream) { stream in
      let angle = stream.angle(), distance = stream.uniform(in: range)
      return (distance * cos(angle), distance * sin(angle))
    }
  }

  private func atDisc(_ stream: inout RandomStream) -> (x: Double, y: Double) {
    for _ in 0..<40 {
      let angle = stream.angle()
      let place = (x: 0.42 * cos(angle), y: 0.42 * sin(angle))
      if anatomy.isVisible(place.x, place.y, margin: 0.2) { return place }
    }
    return alongVein(margin: 0.3, &stream)
  }

  private func alongVein(margin: Double, _ stream: inout RandomStream) -> (x: Double, y: Double) {
    for _ in 0..<40 where !veins.isEmpty {
      let vein = stream.element(of: veins)
      if isAllowed(vein, margin: margin) { return vein }
    }
    return near(disc: 1.2..<3, margin: margin, &stream)
  }
}
