using System.Runtime.InteropServices;
using DuckDB.NET.Data;
using Millrace.Landing.Records;

namespace Millrace.Landing.Storing;

/// <summary>The writes of one connection; the caller holds the transaction and tells how it ended.</summary>
internal sealed class LandingWrites : IDisposable
{
    /// <summary>So many messages are read and inserted at a time: their texts are still in the cache when DuckDB takes them.</summary>
    private const int SliceMessages = 4096;

    private readonly DuckDBConnection connection;
    private readonly KnownIds ids;
    private readonly LandingLayout layout;
    private readonly RecordBatch batch;
    private readonly IdWriter idWriter;
    private readonly OwnWordsWriter ownWords;
    private readonly Dictionary<RowShape, TableWriter> tables;

    /// <summary>Of the transaction under way: the ids that are new, with what their records say.</summary>
    private readonly List<UInt128> freshIds = [];
    private readonly List<long> freshContents = [];

    /// <summary>Of the slice under way: the records that are new.</summary>
    private readonly List<int> fresh = [];

    /// <param name="batch">Memory that the batches share; it outlives a connection.</param>
    public LandingWrites(DuckDBConnection connection, KnownIds ids, LandingLayout layout, RecordBatch batch)
    {
        this.connection = connection;
        this.ids = ids;
        this.layout = layout;
        this.batch = batch;
        idWriter = new IdWriter(connection, freshIds, freshContents);
        ownWords = new OwnWordsWriter(connection);
        tables = batch.Tables.ToDictionary(table => table.Shape, table => new TableWriter(connection, table));
    }

    /// <summary>Stores what is new and tells the rest: the same again, or a contradiction.</summary>
    public StoreOutcome Write(IReadOnlyList<LandingMessage> messages, DateTime now)
    {
        var (duplicates, documents) = (0, 0);
        var quarantine = new List<UnreadableRecord>();
        var freshness = new List<FreshnessRow>();
        for (var from = 0; from < messages.Count; from += SliceMessages)
        {
            batch.Read(messages, from, Math.Min(SliceMessages, messages.Count - from));
            duplicates += WriteSlice(now);
            documents += fresh.Count(entry => batch.Entries[entry].Words is not null);
            quarantine.AddRange(batch.Unreadable);
            freshness.AddRange(batch.Freshness);
        }

        if (freshIds.Count > 0)
        {
            idWriter.Append(ids.Count);
        }

        Quarantine(quarantine, now);
        Remember(freshness, now);
        return new StoreOutcome(freshIds.Count, duplicates, quarantine.Count, freshness.Count, documents);
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

    /// <summary>Before the connection goes.</summary>
    public void Dispose()
    {
        idWriter.Dispose();
        foreach (var table in tables.Values)
        {
            table.Dispose();
        }
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

    /// <summary>Keeps the latest of each account and dataset: messages come in any order, and again.</summary>
    private void Remember(IReadOnlyList<FreshnessRow> rows, DateTime now)
    {
        foreach (var told in rows.GroupBy(row => (row.DatasetId, row.AdvertiserId, row.MarketplaceId)))
        {
            var latest = told.MaxBy(row => row.CompleteAt)!;
            using var command = connection.CreateCommand();
            command.CommandText = """
                INSERT INTO "millrace"."freshness" VALUES ($1, $2, $3, $4, $5, $6)
                ON CONFLICT ("dataset_id", "advertiser_id", "marketplace_id") DO UPDATE
                SET "complete_through" = excluded."complete_through", "complete_at" = excluded."complete_at",
                    "received_at" = excluded."received_at"
                WHERE excluded."complete_at" > "freshness"."complete_at"
                """;
            command.Parameters.Add(new DuckDBParameter(latest.DatasetId));
            command.Parameters.Add(new DuckDBParameter(latest.AdvertiserId));
            command.Parameters.Add(new DuckDBParameter(latest.MarketplaceId));
            command.Parameters.Add(new DuckDBParameter(latest.CompleteThrough));
            command.Parameters.Add(new DuckDBParameter(latest.CompleteAt));
            command.Parameters.Add(new DuckDBParameter(now));
            command.ExecuteNonQuery();
        }
    }

    /// <summary>Answers how many records of the slice were stored before.</summary>
    private int WriteSlice(DateTime now)
    {
        var again = new List<int>();
        var entries = CollectionsMarshal.AsSpan(batch.Entries);
        fresh.Clear();
        for (var entry = 0; entry < entries.Length; entry++)
        {
            var isNew = ids.TryAdd(entries[entry].Key, entries[entry].Content);
            (isNew ? fresh : again).Add(entry);
            if (isNew)
            {
                freshIds.Add(entries[entry].Key);
            }
        }

        var older = TakeOlder(again);
        foreach (var place in fresh)
        {
            ref readonly var entry = ref entries[place];
            freshContents.Add(entry.Content);
            tables[entry.Table.Shape].Add(entry.Row);
        }

        foreach (var table in tables.Values)
        {
            table.Insert(now);
        }

        // What is stored is the measure; the first of the batch is it only for an id that is new.
        var same = again.FindAll(entry => IsSame(batch.Entries[entry], older));
        ownWords.Write(same.Select(entry => batch.Entries[entry]));
        return same.Count;
    }

    private void Clear()
    {
        batch.Clear();
        fresh.Clear();
        freshIds.Clear();
        freshContents.Clear();
    }

    /// <summary>Takes those out of the fresh ones whose ids are stored since long; they go to the others.</summary>
    private Dictionary<UInt128, (long Number, long Content)> TakeOlder(List<int> again)
    {
        var older = new Dictionary<UInt128, (long Number, long Content)>();
        var sliceIds = CollectionsMarshal.AsSpan(freshIds)[^fresh.Count..];
        var found = ids.FindOlder(sliceIds);
        if (found.Count == 0)
        {
            return older;
        }

        var wanted = new HashSet<UInt128>();
        foreach (var (place, _) in found)
        {
            wanted.Add(sliceIds[place]);
        }

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
                    $"Contradiction: {(entry.Words is null ? "a record with this idempotency_id" : "this version")} is stored already and says something else."
                )
            );
        }

        return isSame;
    }
}
