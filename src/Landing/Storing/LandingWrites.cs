using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Millrace.Contracts.Datasets;
using Millrace.Landing.Records;

namespace Millrace.Landing.Storing;

/// <summary>The writes of one connection; the caller holds the transaction.</summary>
internal sealed class LandingWrites(DuckDBConnection connection)
{
    /// <summary>A look-up by so many constants still goes through the index.</summary>
    private const int KeysPerLookup = 500;

    private readonly Dictionary<string, List<string>> columns = Datasets.All.ToDictionary(
        dataset => dataset.Id,
        dataset => LandingSchema.ColumnsOf(connection, dataset)
    );

    /// <summary>Stores what is new and tells the rest: the same again, or a contradiction.</summary>
    public StoreOutcome Write(IEnumerable<BodyContent> bodies, DateTime now)
    {
        var rows = new Dictionary<Guid, LandingRow>();
        var quarantine = new List<UnreadableRecord>();
        var again = new List<LandingRow>();
        foreach (var body in bodies)
        {
            quarantine.AddRange(body.Unreadable);
            again.AddRange(body.Rows.Where(row => !rows.TryAdd(row.Key, row)));
        }

        var known = Remember(rows);
        foreach (var key in known.Keys)
        {
            again.Add(rows[key]);
            rows.Remove(key);
        }

        // What is stored is the measure; the first of the batch is it only for an id that is new.
        var duplicates = again.Sum(row =>
            Again(row, known.TryGetValue(row.Key, out var content) ? content : rows[row.Key].Content, quarantine)
        );
        foreach (var dataset in rows.Values.GroupBy(row => row.Dataset))
        {
            Append(dataset.Key, dataset, now);
        }

        Quarantine(quarantine, now);
        return new StoreOutcome(rows.Count, duplicates, quarantine.Count);
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

    /// <summary>1 when the row says what is known of its id already; else it is a contradiction and is kept as one.</summary>
    private static int Again(LandingRow row, long known, List<UnreadableRecord> quarantine)
    {
        if (row.Content == known)
        {
            return 1;
        }

        quarantine.Add(
            new(row.Source, "Contradiction: a record with this idempotency_id is stored already and says something else.")
        );
        return 0;
    }

    /// <summary>Remembers the ids that are new; the others come back with the content they were stored with.</summary>
    private Dictionary<Guid, long> Remember(Dictionary<Guid, LandingRow> rows)
    {
        if (rows.Count == 0)
        {
            return [];
        }

        using (var appender = connection.CreateAppender("temp", "main", LandingSchema.Batch))
        {
            foreach (var row in rows.Values)
            {
                appender.CreateRow().AppendValue((Guid?)row.Key).AppendValue((long?)row.Content).EndRow();
            }
        }

        var known = rows.Keys.ToHashSet();
        using (var command = connection.CreateCommand())
        {
            command.CommandText = $"""
                INSERT INTO "millrace"."seen" SELECT id, content FROM temp.main.{LandingSchema.Batch}
                ON CONFLICT DO NOTHING RETURNING id
                """;
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                known.Remove(reader.GetGuid(0));
            }
        }

        LandingSchema.Execute(connection, $"TRUNCATE temp.main.{LandingSchema.Batch}");
        return known.Chunk(KeysPerLookup).SelectMany(Contents).ToDictionary(row => row.Key, row => row.Content);
    }

    private List<(Guid Key, long Content)> Contents(Guid[] keys)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            $"""SELECT id, content FROM "millrace"."seen" WHERE id IN ({string.Join(", ", keys.Select(key => $"'{key}'::UUID"))})""";
        using var reader = command.ExecuteReader();
        var contents = new List<(Guid, long)>(keys.Length);
        while (reader.Read())
        {
            contents.Add((reader.GetGuid(0), reader.GetInt64(1)));
        }

        return contents;
    }

    private void Append(DatasetDeclaration dataset, IEnumerable<LandingRow> rows, DateTime now)
    {
        var places = dataset.Fields.Select((field, place) => (field.Name, place)).ToDictionary(field => field.Name, f => f.place);
        var plan = columns[dataset.Id].Select(name => (Name: name, Place: places.GetValueOrDefault(name, -1))).ToArray();
        using var appender = connection.CreateAppender(LandingSchema.Stream, dataset.Id);
        foreach (var row in rows)
        {
            var line = appender.CreateRow();
            foreach (var (name, place) in plan)
            {
                _ = place >= 0 ? AppendField(line, row.Values[place]) : AppendAdded(line, name, row, now);
            }

            line.EndRow();
        }
    }

    private static IDuckDBAppenderRow AppendField(IDuckDBAppenderRow line, object? value) =>
        value switch
        {
            string text => line.AppendValue(text),
            long whole => line.AppendValue((long?)whole),
            decimal amount => line.AppendValue((decimal?)amount),
            _ => line.AppendNullValue(),
        };

    private static IDuckDBAppenderRow AppendAdded(IDuckDBAppenderRow line, string name, LandingRow row, DateTime now) =>
        name switch
        {
            "day" => line.AppendValue((DuckDBDateOnly?)row.Day),
            "hour" => line.AppendValue((int?)row.Hour),
            "unknown_fields" when row.UnknownFields is { } unknown => line.AppendValue(unknown),
            "received_at" => line.AppendValue((DateTime?)now),
            _ => line.AppendNullValue(),
        };
}
