/// A page with one sentence.
struct MessagePage: Page {
  static let template = "message"
  let frame: Frame
  let title: String
  let sentence: String

  init(title: String, sentence: String, _ viewing: Viewing) {
    frame = Frame(title, viewing)
    self.title = title
    self.sentence = sentence
  }
}
