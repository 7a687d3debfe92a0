/// The figures of the paper that a run's own are shown beside. They were measured on other photographs.
///
/// Source: Wang et al. 2017, Tables 2 to 4. A test compares them with the article on the paper.
enum PublishedFigures {
  /// What one part of the network reaches on EyePACS.
  struct System {
    let name: String
    /// Quadratic weighted kappa by split.
    let kappa: [String: Double]
  }

  static let mNet = System(name: "M-Net", kappa: ["validation": 0.832, "test": 0.825])
  static let attended = System(name: "M-Net and A-Net", kappa: ["validation": 0.837, "test": 0.832])
  static let whole = System(name: "Zoom-in-Net", kappa: ["validation": 0.857, "test": 0.849])

  /// The system that a head of a run corresponds to; nil if the paper has none.
  ///
  /// - Parameter heads: all heads of the run, which decide what their mean `y` is.
  static func system(of head: String, among heads: some Collection<String>) -> System? {
    switch head {
    case "y_m": mNet
    case "y" where heads.contains("y_c"): whole
    case "y" where heads.contains("y_a"): attended
    default: nil
    }
  }

  /// What a support vector machine reaches on Messidor.
  struct Messidor {
    let areaUnderCurve: Double
    let accuracy: Double
    let sensitivityAtSpecificity50: Double
  }

  /// By the question, as `evaluate.svm` names it.
  static let messidor = [
    "referable": Messidor(areaUnderCurve: 0.957, accuracy: 0.911, sensitivityAtSpecificity50: 0.960),
    "abnormal": Messidor(areaUnderCurve: 0.921, accuracy: 0.905, sensitivityAtSpecificity50: 0.978),
  ]

  /// Lesions found by the sampled boxes at an IoM above 0.3.
  static let lesions = (threshold: 0.3, byBox: 0.76, byPerson: 0.83)
}
