internal import GRDB

/// The tables of the store. The log is append-only; triggers of the database enforce that.
enum LabelSchema {
  /// `PRAGMA application_id`: "Zoom", which distinguishes a store of labels from other databases.
  static let applicationID = 0x5a6f_6f6d
  /// `PRAGMA user_version`: the newest layout. 2: an index finds the undos of an entry. 3: a verdict can be about one
  /// member of a cluster.
  static let version = 3
  /// The first layout with verdicts about members.
  static let memberVersion = 3

  /// Creates the tables in an empty database.
  static func create(_ database: Database) throws {
    try database.execute(
      sql: """
        PRAGMA application_id = \(applicationID);
        PRAGMA user_version = 1;
        CREATE TABLE entry (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          author TEXT NOT NULL CHECK (author <> ''),
          time TEXT NOT NULL,
          undoes INTEGER REFERENCES entry (id)
        );
        CREATE TABLE label (
          entry INTEGER PRIMARY KEY REFERENCES entry (id),
          kind TEXT NOT NULL CHECK (kind IN ('patch', 'lesion')),
          picture TEXT NOT NULL CHECK (length(picture) = 64),
          x0 REAL NOT NULL, y0 REAL NOT NULL, x1 REAL NOT NULL, y1 REAL NOT NULL,
          term TEXT NOT NULL CHECK (term <> ''),
          CHECK (x0 < x1 AND y0 < y1)
        );
        CREATE INDEX label_by_picture ON label (picture);
        CREATE TABLE verdict (
          entry INTEGER PRIMARY KEY REFERENCES entry (id),
          clustering TEXT NOT NULL,
          exemplar INTEGER NOT NULL CHECK (exemplar >= 0),
          decision TEXT CHECK (decision IN ('accepted', 'rejected')),
          name TEXT,
          note TEXT
        );
        CREATE INDEX verdict_by_clustering ON verdict (clustering);
        """)
    for table in ["entry", "label", "verdict"] {
      for act in ["UPDATE", "DELETE"] {
        try database.execute(
          sql: """
            CREATE TRIGGER no_\(act.lowercased())_of_\(table) BEFORE \(act) ON \(table)
            BEGIN SELECT RAISE(ABORT, 'the log of labels is append-only'); END;
            """)
      }
    }
    try upgrade(database, from: 1)
  }

  /// Brings the layout of an earlier version up to date. Rows stay as they are.
  static func upgrade(_ database: Database, from version: Int) throws {
    if version < 2 {
      try database.execute(
        sql: "CREATE INDEX entry_by_undone ON entry (undoes) WHERE undoes IS NOT NULL")
    }
    if version < memberVersion {
      try database.execute(sql: "ALTER TABLE verdict ADD COLUMN member INTEGER CHECK (member >= 0)")
    }
    try database.execute(sql: "PRAGMA user_version = \(Self.version)")
  }
}
