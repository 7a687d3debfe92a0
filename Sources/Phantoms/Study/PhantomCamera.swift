/// A fundus camera: its frame, colours, sharpness and compression.
struct PhantomCamera: Sendable {
  /// The name in `truth/nuisance.csv`.
  let name: String
  /// Height over width of the picture.
  let aspect: Double
  /// Diameter of the field of view over the picture's width; above `aspect` it is cut top and bottom.
  let field: Double
  /// Gains of red, green and blue.
  let gains: [Double]
  /// Exponent of the tone curve; above 1 darkens the middle tones.
  let gamma: Double
  /// Loss of green and blue light at the rim, 0...1; red light loses 0.85 times as much.
  let falloff: Double
  /// Deviation of the lens's blur in thousandths of the field's diameter.
  let blur: Double
  /// Deviation of the sensor's noise, in units of white.
  let noise: Double
  /// Range of JPEG qualities.
  let quality: Range<Double>
  /// Width of the aperture's edge in thousandths of the field's diameter.
  let rim: Double

  /// The cameras of training, validation and test.
  static let ordinary = [
    PhantomCamera(
      name: "A", aspect: 0.70, field: 0.90, gains: [1.00, 1.00, 0.90], gamma: 1.00, falloff: 0.46, blur: 0.85,
      noise: 0.0075, quality: 88..<96, rim: 2),
    PhantomCamera(
      name: "B", aspect: 0.92, field: 0.90, gains: [0.96, 1.04, 1.25], gamma: 1.06, falloff: 0.35, blur: 1.05,
      noise: 0.010, quality: 84..<94, rim: 5),
    PhantomCamera(
      name: "C", aspect: 0.86, field: 0.96, gains: [1.05, 0.96, 0.70], gamma: 1.02, falloff: 0.56, blur: 1.00,
      noise: 0.0085, quality: 86..<95, rim: 3),
    PhantomCamera(
      name: "D", aspect: 1.00, field: 0.97, gains: [0.95, 0.98, 1.05], gamma: 0.95, falloff: 0.40, blur: 1.20,
      noise: 0.011, quality: 80..<92, rim: 8),
  ]

  /// The cameras of the shifted split, which do not occur in training.
  static let shifted = [
    PhantomCamera(
      name: "E", aspect: 0.75, field: 0.93, gains: [0.86, 1.08, 1.75], gamma: 0.90, falloff: 0.27, blur: 1.50,
      noise: 0.012, quality: 68..<82, rim: 12),
    PhantomCamera(
      name: "F", aspect: 0.68, field: 0.88, gains: [1.10, 0.86, 0.55], gamma: 1.14, falloff: 0.66, blur: 1.25,
      noise: 0.016, quality: 60..<78, rim: 2),
    PhantomCamera(
      name: "G", aspect: 1.00, field: 0.98, gains: [0.84, 0.88, 1.10], gamma: 1.08, falloff: 0.49, blur: 1.70,
      noise: 0.0135, quality: 72..<86, rim: 16),
  ]
}
