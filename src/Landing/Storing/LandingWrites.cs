using System.Runtime.InteropServices;
using DuckDB.NET.Data;
using Millrace.Landing.Records;

namespace Millrace.Landing.Storing;

/// <summary>The writes of one connection; the caller holds the transaction and tells how it ended.</summary>
internal sealed class LandingWrites
{
    private readonly DuckDBConnection connection;
    private readonly KnownIds ids;
    private readonly LandingLayout layout;
    private readonly RecordBatch batch;
    private readonly Dictionary<DatasetShape, TableWriter> tables;

    /// <summary>Of the batch under way: the records that are new, with their ids and contents in the same order.</summary>
    private readonly List<int> fresh = [];
    private readonly List<UInt128> freshIds = [];
    private readonly List<long> freshContents = [];

    /// <param name="batch">Memory that the batches share; it outlives a connection.</param>
    public LandingWrites(DuckDBConnection connection, KnownIds ids, LandingLayout layout, RecordBatch batch)
    {
        this.connection = connection;
        this.ids = ids;
        this.layout = layout;
        this.batch = batch;
        tables = batch.Tables.ToDictionary(table => table.Shape, table => new TableWriter(connection, table));
    }

    /// <summary>Stores what is new and tells the rest: the same again, or a contradiction.</summary>
    public StoreOutcome Write(IReadOnlyList<LandingMessage> messages, DateTime now)
    {
        batch.Read(messages);
        var again = new List<int>();
        var entries = CollectionsMarshal.AsSpan(batch.Entries);
        for (var entry = 0; entry < entries.Length; entry++)
        {
            if (ids.TryAdd(entries[entry].Key, entries[entry].Content))
            {
                fresh.Add(entry);
                freshIds.Add(entries[entry].Key);
            }
            else
            {
                again.Add(entry);
            }
        }

        var older = TakeOlder(again);
        // What is stored is the measure; the first of the batch is it only for an id that is new.
        var duplicates = again.Count(entry => IsSame(batch.Entries[entry], older));
        Insert(now);
        Quarantine(batch.Unreadable, now);
        return new StoreOutcome(fresh.Count, duplicates, batch.Unreadable.Count);
    }

    /// <summary>What was written since the last call is in the file.</summary>
    public void Committed()
    {
        ids.Committed(CollectionsMarshal.AsSpan(freshIds));
        Clear();
    }

    /// <summary>What was written since the last call is not in the file.</summary>
    public void RolledBack()
    {
        freshIds.ForEach(ids.Remove);
        Clear();
    }

    public void Quarantine(IReadOnlyList<UnreadableRecord> records, DateTime now)
    {
        if (records.Count == 0)
        {
            return;
        }

        using var command = connection.CreateCommand();
        // A message whose deletion failed comes again and is already here.
        command.CommandText = """INSERT INTO "millrace"."quarantine" VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING""";
        foreach (var (source, reason) in records)
        {
            command.Parameters.Clear();
            command.Parameters.Add(new DuckDBParameter(source.Message.Queue));
            command.Parameters.Add(new DuckDBParameter(source.Message.MessageId));
            command.Parameters.Add(new DuckDBParameter(source.Item));
            command.Parameters.Add(new DuckDBParameter(reason));
            command.Parameters.Add(new DuckDBParameter(source.Text));
            command.Parameters.Add(new DuckDBParameter(now));
            command.ExecuteNonQuery();
        }
    }

    public void Confirmed(LandingMessage message, string topicArn, string subscriptionArn, DateTime now)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """INSERT INTO "millrace"."confirmation" VALUES ($1, $2, $3, $4, $5)""";
        command.Parameters.Add(new DuckDBParameter(message.Queue));
        command.Parameters.Add(new DuckDBParameter(message.MessageId));
        command.Parameters.Add(new DuckDBParameter(topicArn));
        command.Parameters.Add(new DuckDBParameter(subscriptionArn));
        command.Parameters.Add(new DuckDBParameter(now));
        command.ExecuteNonQuery();
    }

    private void Insert(DateTime now)
    {
        if (fresh.Count == 0)
        {
            return;
        }

        var entries = CollectionsMarshal.AsSpan(batch.Entries);
        foreach (var place in fresh)
        {
            ref readonly var entry = ref entries[place];
            freshContents.Add(entry.Content);
            tables[entry.Table.Shape].Add(entry.Row);
        }

        IdTable.Append(connection, ids.Count, freshIds, freshContents);
        foreach (var table in tables.Values)
        {
            table.Insert(now);
        }
    }

    private void Clear()
    {
        batch.Clear();
        fresh.Clear();
        freshIds.Clear();
        freshContents.Clear();
        foreach (var table in tables.Values)
        {
            table.Clear();
        }
    }

    /// <summary>Takes those out of the fresh ones whose ids are stored since long; they go to the others.</summary>
    private Dictionary<UInt128, (long Number, long Content)> TakeOlder(List<int> again)
    {
        var older = new Dictionary<UInt128, (long Number, long Content)>();
        var found = ids.FindOlder(CollectionsMarshal.AsSpan(freshIds));
        if (found.Count == 0)
        {
            return older;
        }

        var wanted = found.Select(place => freshIds[place.Place]).ToHashSet();
        foreach (var (number, id, content) in IdTable.At(connection, [.. found.Select(place => place.Number)]))
        {
            if (wanted.Contains(id))
            {
                older[id] = (number, content);
                ids.Remove(id);
            }
        }

        again.AddRange(fresh.Where(entry => older.ContainsKey(batch.Entries[entry].Key)));
        fresh.RemoveAll(entry => older.ContainsKey(batch.Entries[entry].Key));
        freshIds.RemoveAll(older.ContainsKey);
        return older;
    }

    /// <summary>True when the record says what is known of its id already; else it is a contradiction and is kept as one.</summary>
    private bool IsSame(RowEntry entry, Dictionary<UInt128, (long Number, long Content)> older)
    {
        var isSame =
            !older.TryGetValue(entry.Key, out var stored) ? ids.Content(entry.Key) == entry.Content
            : stored.Number < layout.Form1Ids ? stored.Content == batch.Form1(entry)
            : stored.Content == entry.Content;
        if (!isSame)
        {
            batch.Unreadable.Add(
                new(
                    batch.Source(entry),
                    "Contradiction: a record with this idempotency_id is stored already and says something else."
                )
            );
        }

        return isSame;
    }
}
