import Foundation
import Testing
import Workbench

@testable import Fundus

@Test(.enabled(if: ProcessInfo.processInfo.environment["PHANTOM_OUT"] != nil))
func scratchDraw() throws {
  let e = ProcessInfo.processInfo.environment
  var c = PhantomConfiguration()
  c.patients = Int(e["PHANTOM_N"] ?? "6")!
  c.pixels = Int(e["PHANTOM_PX"] ?? "700")!
  c.lesionScale = Double(e["PHANTOM_SCALE"] ?? "1")!
  c.seed = UInt64(e["PHANTOM_SEED"] ?? "1")!
  c.shiftedFraction = Double(e["PHANTOM_SHIFT"] ?? "0")!
  if let g = e["PHANTOM_GRADES"] { c.gradeFractions = g.split(separator: ",").map { Double($0)! } }
  let t = ContinuousClock.now
  try PhantomGenerator(c).draw(to: URL(fileURLWithPath: e["PHANTOM_OUT"]!), budget: ResourceBudget(threadCount: 1, memoryBytes: 4 << 30))
  print("took", ContinuousClock.now - t)
}
