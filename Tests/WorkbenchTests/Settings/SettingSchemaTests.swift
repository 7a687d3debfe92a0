import Testing
import Workbench

/// A module's configuration as a module writes it: two keys, one of which only one method asks for.
private struct Brewing: Hashable, Configurable {
  enum Method: String, CaseIterable {
    case filter
    case press
  }

  var degrees = 92.5
  var method = Method.filter
  var minutes: Int?
  var guests: [String] = []
  var label = "house blend"

  static let keys: [SettingKey<Brewing>] = [
    .number("degrees", \.degrees, 60...100, unit: "degrees Celsius", "How hot the water is."),
    .choice("method", \.method, "How it is made.").formerly("kind"),
    .optionalInteger("minutes", \.minutes, 1...60, "How long it stands.").asked { $0.method == .press },
    .list(
      "guests", \.guests, form: "a list of names", of: .text("a name", pattern: "."), "Who drinks it.",
      read: { $0.isEmpty ? nil : $0 },
      write: { $0 }),
    .words("label", \.label, form: "a name", "What it is called.").changing(.nothing),
  ]
}

/// The same configuration with one key more: what somebody adds in one place.
private struct Seasoned: Hashable, Configurable {
  var base = Brewing()
  var cardamom = 0.5

  static let keys =
    Brewing.keys.map { $0.lifted(to: \Seasoned.base) }
    + [.number("cardamom", \.cardamom, 0...3, unit: "grams", "How much cardamom.")]
}

private struct Morning: Sendable {
  var coffee = Seasoned()

  static let schema = SettingSchema<Morning>([SettingSection("coffee", .cluster, "What is drunk.", \.coffee)])
}

@Suite struct SettingSchemaTests {
  @Test func `a key that is added to a configuration's list is in schema, YAML, identity and record`() throws
  {
    let setting = try #require(Morning.schema["coffee.cardamom"])
    #expect(setting.stage == .cluster)
    #expect(setting.documentation == "How much cardamom. In grams.")
    #expect(setting.key.form.clause == "a number from 0.0 to 3.0")
    var morning = Morning()
    #expect(setting.key.read(.scalar("1.25"), into: &morning))
    #expect(morning.coffee.cardamom == 1.25)
    #expect(Morning.schema.yaml(morning).contains("coffee:\n"))
    #expect(Morning.schema.yaml(morning).contains("\n  cardamom: 1.25\n"))
    #expect(
      Morning.schema.documentation(defaults: Morning()).contains("  # How much cardamom. In grams. Must be"))
    let record = try Dictionary(uniqueKeysWithValues: morning.coffee.identity().map { ($0.key, $0.value) })
    #expect(record["cardamom"] == "1.25")
    var again = Seasoned()
    #expect(again.read(record: record) == nil)
    #expect(again.cardamom == 1.25)
  }

  @Test func `keys that nothing asks for, or that change nothing, are no part of an identity`() throws {
    var brewing = Brewing()
    brewing.label = "another"
    brewing.minutes = 4
    #expect(try brewing.identity().map(\.key) == ["degrees", "method", "guests"])
    brewing.method = .press
    #expect(try brewing.identity().map(\.key) == ["degrees", "method", "minutes", "guests"])
  }

  @Test(arguments: [[], ["Ann"], ["Ann", "a, b", "c \"d\" \\", "é\u{1}"]])
  func `a record gives back what was written into it`(guests: [String]) throws {
    var brewing = Brewing()
    brewing.guests = guests
    brewing.method = .press
    brewing.minutes = guests.count + 1
    let record = try Dictionary(uniqueKeysWithValues: brewing.identity().map { ($0.key, $0.value) })
    var again = Brewing()
    #expect(again.read(record: record) == nil)
    #expect(again == brewing)
  }

  @Test func `a record of an earlier version is read by the names it has`() {
    var brewing = Brewing()
    #expect(brewing.read(record: ["kind": "press", "degrees": "80.0"]) == nil)
    #expect(brewing.method == .press && brewing.degrees == 80)
    #expect(
      brewing.read(record: ["degrees": "120"])?.clause
        == "degrees is \"120\", but must be a number from 60.0 to 100.0")
  }

  @Test func `a record must hold the keys that are required of it, as far as its other values ask for them`()
  {
    var brewing = Brewing()
    let required = ["degrees", "method", "minutes"]
    #expect(brewing.read(record: ["kind": "filter", "degrees": "80.0"], requiring: required) == nil)
    #expect(
      brewing.read(record: ["method": "filter"], requiring: required)?.clause
        == "degrees is missing, but must be a number from 60.0 to 100.0")
    #expect(
      brewing.read(record: ["method": "press", "degrees": "80.0"], requiring: required)?.key == "minutes")
  }

  @Test func `a value that a program sets is held to the range that the key states`() {
    var brewing = Brewing()
    #expect(brewing.fault == nil)
    brewing.degrees = .nan
    #expect(brewing.fault?.key == "degrees")
    brewing.degrees = 59
    #expect(brewing.fault?.clause == "degrees is \"59.0\", but must be a number from 60.0 to 100.0")
  }

  @Test func `optional values are taken away by null and by nothing`() {
    var brewing = Brewing()
    let minutes = Brewing.keys[2]
    #expect(minutes.read(.scalar("7"), into: &brewing) && brewing.minutes == 7)
    for value in [SettingValue.absent, .scalar("null"), .scalar("")] {
      brewing.minutes = 7
      #expect(minutes.read(value, into: &brewing) && brewing.minutes == nil)
    }
    #expect(!minutes.read(.scalar("61"), into: &brewing))
    #expect(!minutes.read(.list(["1"]), into: &brewing))
  }
}
