import Discovery
import TestSupport

extension SampleData {
  var mined: MinedRegions { get throws { try MinedRegions(reader) } }
}
