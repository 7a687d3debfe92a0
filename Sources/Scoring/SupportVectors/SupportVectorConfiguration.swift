import Foundation
import Workbench

/// Which questions a support vector machine on the five probabilities answers, and how: keys of `evaluate`.
///
/// Source: Wang et al. 2017, the grading of Messidor in section 3. The paper names LIBSVM and the RBF kernel; C, gamma and
/// the folds are this program's choices.
public struct SupportVectorConfiguration: Hashable, Sendable {
  /// A question with two answers.
  public enum Question: String, Hashable, Sendable, CaseIterable {
    /// Grade 2 or more against less, by cross-validation on the pictures themselves.
    case referable
    /// Grade 1 or more against 0, by a machine that learned on the training pictures.
    case abnormal

    /// Whether a grade is of the class that is looked for.
    public func isPositive(_ grade: Int) -> Bool {
      self == .referable ? grade >= GradePredictions.referableGrade : grade > 0
    }
  }

  /// The questions; none by default.
  public var questions: [Question] = []
  /// C and gamma, unless they are chosen from a grid.
  public var keys = SupportVectorKeys()
  /// Whether C and gamma are chosen from `grid` by cross-validation inside the training rows.
  public var choosesKeys = false
  /// Folds of the cross-validation.
  public var foldCount = 10

  /// No question.
  public init() {}

  /// The keys to choose from: C from 2^-5 to 2^15 and gamma from 2^-15 to 2^3 by factors of 16. LIBSVM's guide advises the
  /// same ranges in steps of 4.
  public static let grid: [SupportVectorKeys] = stride(from: -5, through: 15, by: 4).flatMap { cost in
    stride(from: -15, through: 3, by: 4).map { gamma in
      SupportVectorKeys(cost: scalbn(1, cost), gamma: scalbn(1, gamma))
    }
  }
}

extension SupportVectorConfiguration: Configurable {
  public static let keys: [SettingKey<SupportVectorConfiguration>] = [
    .list(
      "svm", \.questions, form: "a list of referable and abnormal, each at most once",
      of: .choice(Question.allCases.map(\.rawValue)), isUnique: true,
      "Questions that an RBF support vector machine answers from the five probabilities, as the paper does on Messidor: "
        + "referable by cross-validation, abnormal by a machine trained on the training pictures.",
      read: { Question(rawValue: $0) }, write: { $0.rawValue }
    ).asked { !$0.questions.isEmpty },
    .number("svm_cost", \.keys.cost, 1e-6...1e6, "C of the machine.").asked { !$0.questions.isEmpty },
    .number("svm_gamma", \.keys.gamma, 1e-6...1e6, "Gamma of the machine's kernel.").asked {
      !$0.questions.isEmpty
    },
    .flag(
      "svm_grid", \.choosesKeys,
      "Whether C and gamma are chosen from a grid, by cross-validation inside the training rows of each machine."
    ).asked { !$0.questions.isEmpty },
    .integer("svm_folds", \.foldCount, 2...1_000, "Folds of the cross-validation, by patient.").asked {
      !$0.questions.isEmpty
    },
  ]
}
