import Foundation
import FoundationNetworking
import TestSupport
import Testing

/// `zoomin browse` as a process: how it starts and ends, and what a kill leaves of the labels.
@Suite(.withProgram)
struct BrowseTests {
  @Test(arguments: [
    (["none"], Int32(66), "the folder of outputs does not exist"),
    ([".", "--host", "0.0.0.0"], 78, "--token"),
  ])
  func `what cannot be served is answered in one sentence`(arguments: [String], code: Int32, words: String)
    throws
  {
    let program = try Program()
    defer { program.remove() }
    let outcome = try program.call(["browse"] + arguments)
    #expect(outcome.exitCode == code)
    #expect(outcome.output.isEmpty)
    #expect(outcome.error.hasPrefix("zoomin: ") && outcome.error.split(separator: "\n").count == 1)
    #expect(outcome.error.contains(words))
  }

  @Test func `a port in use is answered with 73, and a signal ends the server with its own code`()
    async throws
  {
    let program = try Program()
    defer { program.remove() }
    let server = try await Server(program, outputs: ".")
    defer { server.process.terminate() }
    let second = try program.call("browse", ".", "--port", "\(server.port)")
    #expect(second.exitCode == 73)
    #expect(second.error.contains("port \(server.port)") && second.error.contains("--port 0"))
    server.process.terminate()
    try server.process.waitForEnd()
    #expect(server.process.terminationStatus == 143)
  }

  /// In full: `ZOOMIN_LABEL_WRITES=1000`.
  @Test func `kill -9 during writes loses no judgement that was acknowledged, and halves none`() async throws
  {
    let program = try Program()
    defer { program.remove() }
    _ = try program.write(smallExperiment, as: "small.yaml")
    let outcome = try program.call("run", "small.yaml")
    let run = try #require(
      outcome.output.split(separator: "\n").last.map { URL(fileURLWithPath: String($0)) })
    let clustering = try #require(
      try FileManager.default.contentsOfDirectory(atPath: run.appendingPathComponent("clusters").path)
        .sorted().first)
    let page = "/runs/small/\(run.lastPathComponent)/clusters/\(clustering)/0/judgement"
    let total = DisturbanceTests.number("ZOOMIN_LABEL_WRITES", else: 60)
    var acknowledged: [String] = []
    var sent = 0
    var kills = 0
    while sent < total {
      let server = try await Server(program, outputs: "outputs")
      // The server is killed while it writes, each time after another while, which begins with its second answer: a busy
      // machine may need long for the first.
      let first = sent
      var killer: Task<Void, any Error>?
      while server.process.isRunning, sent < total {
        sent += 1
        guard (try? await server.post(page, "name=n\(sent)")) == 200 else { break }
        acknowledged.append("n\(sent)")
        if killer == nil, sent - first >= 2 {
          killer = Task {
            try await Task.sleep(for: .milliseconds(7 * (first % 50)))
            kill(server.process.processIdentifier, SIGKILL)
          }
        }
      }
      if killer == nil { kill(server.process.processIdentifier, SIGKILL) }
      _ = try? await killer?.value
      try server.process.waitForEnd()
      kills += 1
    }
    let log = try program.call("labels", "export", "--log")
    #expect(log.exitCode == 0, "\(log.error)")
    let stored = log.output.split(separator: "\n").dropFirst().compactMap { line in
      line.split(separator: ",", omittingEmptySubsequences: false).first {
        $0.hasPrefix("n") && Int($0.dropFirst()) != nil
      }
      .map(String.init)
    }
    print("\(sent) writes, \(acknowledged.count) acknowledged, \(stored.count) stored, \(kills) kills")
    #expect(acknowledged.count >= total / 4)
    #expect(Set(acknowledged).subtracting(stored).isEmpty)
    #expect(stored.count <= acknowledged.count + kills)
    #expect(Set(stored).count == stored.count)
  }

  /// A server at a free port.
  private struct Server {
    let process: Process
    let port: Int

    init(_ program: Program, outputs: String) async throws {
      let (process, output, error) = try program.start(["browse", outputs, "--port", "0", "--author", "Ann"])
      var port: Int?
      for _ in 0..<400 where port == nil {
        try await Task.sleep(for: .milliseconds(25))
        let text = try String(contentsOf: output, encoding: .utf8)
        port = text.split(separator: "\n").first.flatMap { URL(string: String($0))?.port }
      }
      guard let port else {
        process.terminate()
        throw Unanswered(text: (try? String(contentsOf: error, encoding: .utf8)) ?? "")
      }
      (self.process, self.port) = (process, port)
    }

    struct Unanswered: Error { let text: String }

    /// Sends a form as a page does; returns the status.
    func post(_ path: String, _ form: String) async throws -> Int {
      var request = URLRequest(url: URL(string: "http://127.0.0.1:\(port)\(path)")!, timeoutInterval: 20)
      request.httpMethod = "POST"
      request.httpBody = Data(form.utf8)
      request.setValue("http://127.0.0.1:\(port)", forHTTPHeaderField: "Origin")
      request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
      request.setValue("application/json", forHTTPHeaderField: "Accept")
      let (_, answer) = try await URLSession.shared.data(for: request)
      return (answer as? HTTPURLResponse)?.statusCode ?? 0
    }
  }
}
