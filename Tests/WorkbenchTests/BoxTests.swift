import Testing
import Workbench

@Suite struct BoxTests {
  @Test func `a small box inside a large one scores 1 by IoM and its share by IoU`() {
    let large = Box(minX: 0, minY: 0, maxX: 10, maxY: 10)
    let small = Box(minX: 2, minY: 3, maxX: 4, maxY: 8)
    #expect(large.intersectionOverMinimum(small) == 1)
    #expect(large.intersectionOverUnion(small) == 0.1)
  }

  @Test func `boxes that only touch have nothing in common`() {
    let left = Box(minX: 0, minY: 0, maxX: 4, maxY: 4)
    let right = Box(minX: 4, minY: 0, maxX: 8, maxY: 4)
    #expect(left.intersection(right).area == 0)
    #expect(left.intersectionOverMinimum(right) == 0)
  }

  @Test func `an empty box scores 0 and never divides by zero`() {
    let empty = Box(minX: 1, minY: 1, maxX: 1, maxY: 1)
    #expect(empty.intersectionOverMinimum(empty) == 0)
    #expect(empty.intersectionOverUnion(empty) == 0)
  }

  @Test(arguments: [
    (Box(minX: -3, minY: 2, maxX: 1, maxY: 6), Box(minX: 0, minY: 2, maxX: 4, maxY: 6)),
    (Box(minX: 8, minY: 9, maxX: 12, maxY: 13), Box(minX: 6, minY: 6, maxX: 10, maxY: 10)),
    (Box(minX: 3, minY: 3, maxX: 7, maxY: 7), Box(minX: 3, minY: 3, maxX: 7, maxY: 7)),
  ])
  func `a box is moved inside its bounds without a change of size`(box: Box, expected: Box) {
    #expect(box.shifted(inside: Box(minX: 0, minY: 0, maxX: 10, maxY: 10)) == expected)
  }
}
