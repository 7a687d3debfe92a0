internal import CKernels
import Foundation
import Workbench

extension PhantomBrush {
  /// A tuft of new vessels: fine loops that start from one stem and spread like a fan.
  func tuft(at place: (x: Double, y: Double), size: Double, _ stream: inout RandomStream) -> PhantomMark {
    let stem = stream.angle()
    let half = size / 2
    let depth = strength(median: 0.5, spread: 0.15, &stream)
    var lines: [[ck_phantom_point]] = []
    for _ in 0..<(9 + stream.integer(below: 6)) {
      let bend = stream.normal(deviation: 5)
      var heading = stem + stream.normal(deviation: 0.8)
      // The vessels spring from one side of the tuft and open like a fan.
      var x = place.x - 0.30 * size * cos(stem) + stream.normal(deviation: 0.06) * size
      var y = place.y - 0.30 * size * sin(stem) + stream.normal(deviation: 0.06) * size
      var curvature = bend
      var line: [ck_phantom_point] = []
      let steps = 18 + stream.integer(below: 14)
      for index in 0..<steps {
        line.append(
          point(x, y, radius: 0.0105 * (1 - 0.5 * Double(index) / Double(steps)), depth: depth))
        curvature += stream.normal(deviation: 2.2)
        curvature *= 0.93
        heading += curvature / size * half / Double(steps) * 2
        // Loops turn back at the rim of the tuft.
        let dx = x - place.x, dy = y - place.y
        let reach = (dx * dx + dy * dy).squareRoot() / half
        if reach > 0.72 {
          heading += 0.5 * Angle.difference(from: heading, to: Angle.of(x: -dx, y: -dy)) * (reach - 0.5)
        }
        x += cos(heading) * half * 0.085
        y += sin(heading) * half * 0.085
      }
      lines.append(line)
    }
    // A faint blush behind the vessels.
    var blush = spot(at: place, width: size * 0.9, height: size * 0.8, angle: stem)
    roughen(&blush, by: 0.1, &stream)
    blush.edge = 0.9
    blush.strength = 0.08
    blush.loss = Self.triple(Self.blood)
    return PhantomMark(
      kind: .listed(.neovascularisation), place: place,
      strokes: [.spot(blush), .vessels(lines, absorption: [0.14, 0.62, 0.55])])
  }

  /// An intraretinal microvascular abnormality: one or two short, dilated, sharply winding capillaries.
  func abnormality(at place: (x: Double, y: Double), size: Double, _ stream: inout RandomStream)
    -> PhantomMark
  {
    let depth = strength(median: 0.5, spread: 0.15, &stream)
    let direction = stream.angle()
    let lines = (0..<(2 + stream.integer(below: 2))).map { index -> [ck_phantom_point] in
      let angle = direction + Double(index) * stream.uniform(in: 0.5..<1.4)
      let frequency = stream.uniform(in: 1.2..<2.2), phase = stream.angle()
      let second = stream.uniform(in: 2.6..<4.2), secondPhase = stream.angle()
      let swing = size * stream.uniform(in: 0.06..<0.11)
      return (0..<40).map { step in
        let t = Double(step) / 39 - 0.5
        let along = t * size
        let wave = sin(2 * .pi * frequency * t + phase) + 0.6 * sin(2 * .pi * second * t + secondPhase)
        let across = swing * wave
        return point(
          place.x + along * cos(angle) - across * sin(angle),
          place.y + along * sin(angle) + across * cos(angle),
          radius: 0.013 * (1 - 0.8 * abs(t)), depth: depth)
      }
    }
    return PhantomMark(
      kind: .listed(.intraretinalMicrovascularAbnormality), place: place,
      strokes: [.vessels(lines, absorption: [0.14, 0.62, 0.55])])
  }

  // MARK: -

  /// A point of a fine vessel. Its radius is at least half a pixel, because thinner lines only get fainter.
  private func point(_ x: Double, _ y: Double, radius: Double, depth: Float) -> ck_phantom_point {
    let pixel = anatomy.pixel(x, y)
    let radius = max(0.45, radius * anatomy.discDiameter)
    return ck_phantom_point(x: Float(pixel.x), y: Float(pixel.y), radius: Float(radius), depth: depth)
  }
}
