using System.Text;
using System.Text.Json;
using DuckDB.NET.Data;
using Millrace.Landing.Records;

namespace Millrace.Landing.Storing;

/// <summary>Gives rows the own words that came with another message of the same document.</summary>
internal sealed class OwnWordsWriter(DuckDBConnection connection)
{
    private const string Id = DocumentShape.DocumentId;
    private const string IsSnapshot = OwnWords.IsSnapshotName;

    /// <param name="again">Messages whose documents have rows.</param>
    public void Write(IEnumerable<RowEntry> again)
    {
        var news = again.Where(entry => entry.Words is { HasNews: true });
        foreach (var dataset in news.GroupBy(entry => (DocumentShape)entry.Table.Shape))
        {
            var told = dataset
                .GroupBy(entry => entry.Key)
                .Select(document =>
                    (document.Key, document.Select(entry => entry.Words!).Aggregate((words, other) => words.With(other)))
                );
            using var command = connection.CreateCommand();
            command.CommandText = Sql(dataset.Key);
            command.Parameters.Add(new DuckDBParameter(Json(told)));
            command.ExecuteNonQuery();
        }
    }

    private static string Sql(DocumentShape shape)
    {
        var words = shape.TellsChanges ? OwnWords.OfChanges : [];
        var sets = words.Select(name => $"{name} = coalesce(landed.{name}, told.{name})");
        var news = words.Select(name => $"OR landed.{name} IS NULL AND told.{name} IS NOT NULL");
        var structure = OwnWords.OfChanges.Select(name => $"\"{name}\":\"VARCHAR\"");
        return $$"""
            UPDATE {{LandingSchema.Table(shape)}} AS landed
            SET {{string.Join(", ", sets.Prepend($"{IsSnapshot} = landed.{IsSnapshot} AND told.{IsSnapshot}"))}}
            FROM (
                SELECT unnest(from_json($1,
                    '[{"{{Id}}":"UUID","{{IsSnapshot}}":"BOOLEAN",{{string.Join(',', structure)}}}]'), recursive := true)) AS told
            WHERE landed.{{Id}} = told.{{Id}}
                AND (landed.{{IsSnapshot}} AND NOT told.{{IsSnapshot}} {{string.Join(' ', news)}})
            """;
    }

    private static string Json(IEnumerable<(UInt128 Key, OwnWords Words)> told)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartArray();
            foreach (var (key, words) in told)
            {
                json.WriteStartObject();
                json.WriteString(Id, new Guid(Bytes(key), bigEndian: true));
                json.WriteBoolean(IsSnapshot, words.IsSnapshot);
                foreach (var name in OwnWords.OfChanges)
                {
                    json.WriteString(name, words[name]);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static byte[] Bytes(UInt128 key)
    {
        var bytes = new byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, key);
        return bytes;
    }
}
