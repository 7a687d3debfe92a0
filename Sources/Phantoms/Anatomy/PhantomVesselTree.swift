import Foundation
import Fundus
import Workbench

/// The arteries and veins of one eye, as tapering lines in the eye's coordinates.
///
/// Arteries and veins leave the disc in pairs and form the superior and inferior temporal arcades, which arch
/// around the macula, and the nasal branches. Each line follows a guide with random deviations and gives off branches,
/// whose radii obey Murray's law; branches on the macular side bend towards the fovea and stop before it.
struct PhantomVesselTree {
  /// One unbranched line.
  struct Line {
    /// Whether it is an artery: brighter, thinner, with a reflex along its middle.
    let isArtery: Bool
    /// Places in disc diameters from the centre of the disc, and radii.
    var points: [(x: Double, y: Double, radius: Double)]
  }

  /// All lines; trunks come before their branches.
  private(set) var lines: [Line] = []

  /// The direction that a line follows.
  private enum Guide {
    /// An arch around the fovea; `height` above or below it (negative: superior), `reach` behind it.
    case arcade(height: Double, reach: Double)
    /// A direction, as an angle.
    case ray(Double)
    /// The fovea, without reaching it.
    case macula
    /// Away from the disc.
    case outward
  }

  private struct Shoot {
    var x: Double, y: Double, heading: Double, radius: Double, length: Double
    var guide: Guide
    var isArtery: Bool
    var generation: Int
  }

  private static let step = 0.045
  private static let minimumRadius = 0.0065
  private static let maximumLineCount = 420

  private let fovea: (x: Double, y: Double)
  private let tortuosity: Double
  private var stream: RandomStream

  /// Grows the tree of one eye.
  init(anatomy: PhantomAnatomy, patient: PhantomPatient, eye: Eye, configuration: PhantomConfiguration) {
    fovea = anatomy.fovea
    stream = RandomStream(
      seed: configuration.seed, purpose: "phantom.vessels", items: patient.number, eye == .left ? 0 : 1)
    var person = RandomStream(
      seed: configuration.seed, purpose: "phantom.tortuosity", items: patient.number)
    tortuosity = min(1.35, person.logNormal(median: 0.95, spread: 0.25))
    let calibre = min(1.25, max(0.8, person.normal(mean: 1, deviation: 0.08)))
    var shoots = trunks(calibre: calibre)
    var next = 0
    while next < shoots.count && lines.count < Self.maximumLineCount {
      shoots += grow(shoots[next], within: anatomy)
      next += 1
    }
  }

  // MARK: -

  private mutating func trunks(calibre: Double) -> [Shoot] {
    var shoots: [Shoot] = []
    for isArtery in [false, true] {
      let radius = (isArtery ? 0.036 : 0.049) * calibre
      for side in [-1.0, 1.0] {
        let offset = (isArtery ? 0.05 : -0.05) + stream.normal(deviation: 0.05)
        let height = stream.uniform(in: 1.75..<2.35) + (isArtery ? -0.12 : 0.08)
        shoots.append(
          Shoot(
            x: -0.06 + offset * 0.6, y: side * 0.01,
            heading: side * (.pi / 2 + stream.normal(deviation: 0.22)),
            radius: radius * stream.uniform(in: 0.88..<1.08), length: 9,
            guide: .arcade(height: side * height, reach: stream.uniform(in: 0.1..<0.35)), isArtery: isArtery,
            generation: 0))
        let nasal = side * stream.uniform(in: 1.95..<2.55)
        shoots.append(
          Shoot(
            x: -0.08 + offset * 0.6, y: side * 0.01, heading: side * (1.7 + stream.normal(deviation: 0.15)),
            radius: radius * stream.uniform(in: 0.58..<0.78), length: 6, guide: .ray(nasal),
            isArtery: isArtery,
            generation: 0))
      }
      for _ in 0..<(1 + stream.integer(below: 2)) {
        let angle = Double.pi + stream.normal(deviation: 0.35)
        shoots.append(
          Shoot(
            x: -0.08, y: stream.normal(deviation: 0.04), heading: angle, radius: radius * 0.40, length: 4,
            guide: .ray(angle), isArtery: isArtery, generation: 1))
      }
      for side in [-1.0, 1.0] where stream.happens(0.8) {
        shoots.append(
          Shoot(
            x: 0.02, y: side * stream.uniform(in: 0.02..<0.14), heading: side * stream.uniform(in: 0.2..<0.8),
            radius: radius * stream.uniform(in: 0.26..<0.38), length: 2.4, guide: .macula, isArtery: isArtery,
            generation: 1))
      }
    }
    return shoots
  }

  /// Draws one line to its end and returns the branches it gave off.
  private mutating func grow(_ shoot: Shoot, within anatomy: PhantomAnatomy) -> [Shoot] {
    var shoot = shoot
    var line = Line(isArtery: shoot.isArtery, points: [(shoot.x, shoot.y, shoot.radius)])
    var branches: [Shoot] = []
    var curvature = 0.0
    var travelled = 0.0
    var side = stream.happens(0.5) ? 1.0 : -1.0
    var untilBranch = spacing(of: shoot)
    let step = Self.step
    let restlessness = tortuosity * (shoot.generation == 0 ? 3.0 : 4.2)
    while travelled < shoot.length && shoot.radius > Self.minimumRadius {
      curvature += -curvature * step / 0.22 + stream.normal(deviation: restlessness * step.squareRoot())
      let wish = heading(for: shoot)
      let pull = 1 - exp(-step * wish.strength)
      shoot.heading += curvature * step + pull * Angle.difference(from: shoot.heading, to: wish.angle)
      shoot.x += step * cos(shoot.heading)
      shoot.y += step * sin(shoot.heading)
      travelled += step
      shoot.radius *= exp(-step * (shoot.generation == 0 ? 0.055 : 0.16))
      line.points.append((shoot.x, shoot.y, shoot.radius))
      if !anatomy.isVisible(shoot.x, shoot.y, margin: -0.25) { break }
      if case .macula = shoot.guide, distance(shoot) < 0.42 { break }
      untilBranch -= step
      guard untilBranch <= 0, travelled > 0.25 else { continue }
      untilBranch = spacing(of: shoot)
      side = stream.happens(0.75) ? -side : side
      if let branch = branch(of: shoot, side: side) {
        let share = branch.radius / shoot.radius
        shoot.radius *= pow(1 - share * share * share, 1.0 / 3)
        branches.append(branch)
      }
    }
    // The last stretch thins out instead of ending in a round cap.
    let tail = min(line.points.count, 22)
    for index in 0..<tail {
      line.points[line.points.count - 1 - index].radius *= 0.15 + 0.85 * Double(index) / 22
    }
    if line.points.count > 3 { lines.append(line) }
    return branches
  }

  private mutating func spacing(of shoot: Shoot) -> Double {
    let mean = shoot.generation == 0 ? 0.50 : 0.45
    return -mean * log(1 - stream.uniform()) + 0.14
  }

  private mutating func branch(of shoot: Shoot, side: Double) -> Shoot? {
    let share =
      shoot.generation == 0 && stream.happens(0.3)
      ? stream.uniform(in: 0.6..<0.85) : stream.uniform(in: 0.28..<0.60)
    let radius = shoot.radius * share
    guard radius > Self.minimumRadius * 1.1, shoot.generation < 4 else { return nil }
    let heading = shoot.heading + side * stream.uniform(in: 0.55..<1.15)
    let towards = Angle.of(x: fovea.x - shoot.x, y: fovea.y - shoot.y)
    let isInward = cos(Angle.difference(from: heading, to: towards)) > 0.25 && shoot.x > 0.3
    let length = radius * stream.uniform(in: 60..<130) + 0.25
    let guide: Guide =
      isInward && distance(shoot) < 3
      ? .macula : (shoot.x < -0.3 ? .ray(heading * 0.5 + shoot.heading * 0.5) : .outward)
    return Shoot(
      x: shoot.x, y: shoot.y, heading: heading, radius: radius, length: length, guide: guide,
      isArtery: shoot.isArtery, generation: shoot.generation + 1)
  }

  private func distance(_ shoot: Shoot) -> Double {
    ((shoot.x - fovea.x) * (shoot.x - fovea.x) + (shoot.y - fovea.y) * (shoot.y - fovea.y)).squareRoot()
  }

  /// The direction to which a guide turns a line at its current place, and how strongly (per disc diameter).
  private func heading(for shoot: Shoot) -> (angle: Double, strength: Double) {
    switch shoot.guide {
    case .arcade(let height, let reach):
      // An ellipse through the disc around a centre short of the fovea; beyond its top the line runs on.
      let centre = (x: fovea.x * 0.86, y: fovea.y * 0.5)
      let half = (x: centre.x + reach, y: abs(height))
      let u = (shoot.x - centre.x) / half.x, v = (shoot.y - centre.y) / half.y
      let sign = height < 0 ? -1.0 : 1.0
      if shoot.x > centre.x + 0.35 { return (sign * -0.16, 0.8) }
      let tangent = (x: abs(v) * half.x, y: sign * -u * half.y)
      let error = 1 - (u * u + v * v).squareRoot()
      let outward = (x: u / half.x, y: v / half.y)
      let norm = max(1e-6, (outward.x * outward.x + outward.y * outward.y).squareRoot())
      let length = max(1e-6, (tangent.x * tangent.x + tangent.y * tangent.y).squareRoot())
      return (
        Angle.of(
          x: tangent.x / length + 2.2 * error * outward.x / norm,
          y: tangent.y / length + 2.2 * error * outward.y / norm), 4
      )
    case .ray(let angle):
      return (angle, 2.2)
    case .macula:
      return (Angle.of(x: fovea.x - shoot.x, y: fovea.y - shoot.y), 0.9)
    case .outward:
      return (Angle.of(x: shoot.x, y: shoot.y * 1.2), 0.5)
    }
  }
}
