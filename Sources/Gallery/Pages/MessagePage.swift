/// A page with one sentence.
struct MessagePage: Page {
  static let template = "message"
  let frame: Frame
  let title: String
  let sentence: String

  init(title: String, sentence: String) {
    frame = Frame(title)
    self.title = title
    self.sentence = sentence
  }
}
