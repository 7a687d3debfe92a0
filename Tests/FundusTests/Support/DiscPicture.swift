import Imaging

/// A drawn photograph: a reddish disc on a dark border.
struct DiscPicture {
  var width = 300
  var height = 200
  var centreX = 150.0
  var centreY = 100.0
  var radius = 80.0
  var border: [UInt8] = [3, 2, 4]
  var disc: [UInt8] = [150, 80, 40]

  func raster() -> Raster {
    var samples = [UInt8]()
    samples.reserveCapacity(width * height * 3)
    for row in 0..<height {
      for column in 0..<width {
        let dx = Double(column) + 0.5 - centreX
        let dy = Double(row) + 0.5 - centreY
        samples += dx * dx + dy * dy <= radius * radius ? disc : border
      }
    }
    return Raster(width: width, height: height, channelCount: 3, samples: samples)
  }
}
