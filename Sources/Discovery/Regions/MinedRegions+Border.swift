import Workbench

extension MinedRegions {
  /// Whether a quarter or more of a row's tile lies outside the retina.
  ///
  /// The retina is the disc in the cropped square, as far as it lies inside the picture.
  func isAtBorder(row: Int) -> Bool {
    let image = image(ofRow: row)
    let tile = self.tile(ofRow: row)
    let square = image.cropBox
    let radius = square.width / 2
    var outside = 0
    for place in 0..<64 {
      let x = tile.minX + tile.width * (Float(place % 8) + 0.5) / 8
      let y = tile.minY + tile.height * (Float(place / 8) + 0.5) / 8
      let (dx, dy) = (x - square.centreX, y - square.centreY)
      let isInPicture = x >= 0 && y >= 0 && x < Float(image.width) && y < Float(image.height)
      if !isInPicture || dx * dx + dy * dy > radius * radius { outside += 1 }
    }
    return outside >= 16
  }
}
