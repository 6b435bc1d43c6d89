namespace Millrace.Sandbox.Queues.Store;

/// <summary>The tables of queues and messages. Times are unix milliseconds.</summary>
internal static class QueueTables
{
    public const string Format1 = """
        CREATE TABLE IF NOT EXISTS queue (
            id INTEGER PRIMARY KEY AUTOINCREMENT, region TEXT NOT NULL, name TEXT NOT NULL, created INTEGER NOT NULL,
            modified INTEGER NOT NULL, attributes TEXT NOT NULL, UNIQUE (region, name));
        CREATE TABLE IF NOT EXISTS message (
            id INTEGER PRIMARY KEY AUTOINCREMENT, queue INTEGER NOT NULL, message_id TEXT NOT NULL, body TEXT NOT NULL,
            attributes TEXT, trace TEXT, dead_letter_source TEXT, sent INTEGER NOT NULL, visible_at INTEGER NOT NULL,
            receives INTEGER NOT NULL, first_received INTEGER);
        CREATE INDEX IF NOT EXISTS message_by_visibility ON message (queue, visible_at);
        """;
}
