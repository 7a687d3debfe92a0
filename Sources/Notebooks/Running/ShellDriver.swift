/// The script that runs the blocks of a notebook in one shell, and the Python program beside it.
///
/// Everything is in one folder: `NNN.sh` and `NNN.py` are the blocks, `NNN.out` what they print. `marks` gets a line
/// when a block begins, ends, is skipped or fails. Python is started at its first block. It reads names of blocks from
/// the pipe `requests` and writes how they ended to `answers`.
struct ShellDriver {
  let blocks: [NotebookBlock]

  /// The file of a block, without its extension.
  static func name(_ block: NotebookBlock) -> String {
    let digits = String(block.number)
    return String(repeating: "0", count: max(0, 3 - digits.count)) + digits
  }

  /// The script, for bash with the folder as its first argument.
  var script: String {
    ([Self.head] + blocks.map(section)).joined(separator: "\n") + "\nnotebook_mark finished\n"
  }

  // MARK: -

  private static let head = """
    notebook_folder=$1
    set --
    set -o pipefail
    PATH=$notebook_folder/bin:$PATH
    notebook_python=${PYTHON:-python3}
    notebook_mark() { printf '%s\\n' "$*" >> "$notebook_folder/marks"; }
    notebook_fail() {
      notebook_mark failed "$1" "$2"
      exit "$2"
    }
    trap 'notebook_status=$?; notebook_fail "${BASH_SOURCE[0]##*/}:$LINENO" "$notebook_status"' ERR
    notebook_ask_python() {
      if [ -z "${notebook_python_runs:-}" ]; then
        mkfifo "$notebook_folder/requests" "$notebook_folder/answers"
        "$notebook_python" -u "$notebook_folder/python.py" "$notebook_folder" < /dev/null > "$notebook_folder/python.log" 2>&1 &
        exec 8> "$notebook_folder/requests" 9< "$notebook_folder/answers"
        notebook_python_runs=yes
      fi
      env -0 > "$notebook_folder/environment"
      pwd > "$notebook_folder/here"
      printf '%s\\n' "$1" >&8
      notebook_line=0
      read -r notebook_answer notebook_line <&9 || notebook_answer=gone
      if [ "$notebook_answer" != done ]; then notebook_fail "$1.py:$notebook_line" 1; fi
    }
    """

  private func section(_ block: NotebookBlock) -> String {
    let name = Self.name(block)
    let run =
      switch block.language {
      case .sh: "source \"$notebook_folder/\(name).sh\" < /dev/null > \"$notebook_folder/\(name).out\" 2>&1"
      case .python: "notebook_ask_python \(name)"
      }
    let checks = block.needs.map { need in
      switch block.language {
      case .sh: "command -v \(need) > /dev/null 2>&1 || notebook_missing=\"$notebook_missing \(need)\""
      case .python:
        "\"$notebook_python\" -c 'import \(need)' > /dev/null 2>&1 || notebook_missing=\"$notebook_missing \(need)\""
      }
    }
    let body = "notebook_mark begun \(name)\n\(run)\nnotebook_mark ended \(name)"
    guard !checks.isEmpty else { return body }
    return """
      notebook_missing=
      \(checks.joined(separator: "\n"))
      if [ -n "$notebook_missing" ]; then
      notebook_mark skipped \(name) $notebook_missing
      else
      \(body)
      fi
      """
  }

  /// The program that runs the blocks of Python. The value of a last expression is printed, as in a session.
  static let python = """
    import ast, os, sys, traceback

    folder = sys.argv[1]
    scope = {"__name__": "__main__"}
    requests = open(folder + "/requests")
    answers = open(folder + "/answers", "w", buffering=1)


    def run(name):
        with open(folder + "/here") as file:
            os.chdir(file.read().rstrip("\\n"))
        with open(folder + "/environment", "rb") as file:
            pairs = [pair.split(b"=", 1) for pair in file.read().split(b"\\0") if b"=" in pair]
        os.environb.clear()
        os.environb.update(dict(pairs))
        path = f"{folder}/{name}.py"
        with open(path) as file:
            source = file.read()
        tree = ast.parse(source, path)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, path, "exec"), scope)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), path, "eval"), scope)
            if value is not None:
                print(repr(value))


    def line_of(error, path):
        if isinstance(error, SyntaxError) and error.filename == path:
            return error.lineno or 0
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
        return lines[0] if lines else 0


    for name in requests:
        name = name.strip()
        path = f"{folder}/{name}.py"
        with open(f"{folder}/{name}.out", "wb", buffering=0) as output:
            os.dup2(output.fileno(), 1)
            os.dup2(output.fileno(), 2)
        try:
            run(name)
            answer = "done 0"
        except BaseException as error:
            frames = error.__traceback__
            while frames is not None and frames.tb_frame.f_code.co_filename != path:
                frames = frames.tb_next
            traceback.print_exception(type(error), error, frames)
            answer = f"failed {line_of(error, path)}"
        sys.stdout.flush()
        sys.stderr.flush()
        answers.write(answer + "\\n")

    """
}
