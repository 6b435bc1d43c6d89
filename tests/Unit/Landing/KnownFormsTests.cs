using System.Text;
using Millrace.Contracts.Datasets;
using Millrace.Landing.Records;
using Millrace.Unit.Contracts.Datasets;

namespace Millrace.Unit.Landing;

/// <summary>Reading by the form of an earlier record, beside the exact reader: mutated records, the same rows and the same refusals.</summary>
public sealed class KnownFormsTests
{
    private const int Mutations = 100_000;
    private const int RecordsPerBatch = 500;

    /// <summary>What is put into records: pieces at the edges of JSON, of numbers, of times and of Unicode.</summary>
    private static readonly string[] Pieces =
    [
        "\"",
        "\\",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "-",
        "+",
        ".",
        "0",
        "1",
        "9",
        "e",
        "E",
        "T",
        "Z",
        " ",
        "\t",
        "\n",
        "\0",
        "/",
        "",
        "null",
        "true",
        "{}",
        "[1]",
        "\\n",
        "\\u0041",
        "\\u00e9",
        "\\ud83d\\ude00",
        "\\ud800",
        "\\u000",
        "\\x",
        "é",
        "😀",
        "\ud800",
        "\udc00",
        "\u007f",
        "\u0085",
        "-0",
        "01",
        "0.1",
        "0.45",
        "1e3",
        "1.0",
        "0.1234567",
        "0.0000000001",
        "999999999999.999999",
        "1000000000000",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "123456789012345678",
        "1234567890123456789",
        "2022-02-01T24:00:00-08:00",
        "2022-02-01T10:60:00-08:00",
        "2022-02-01T10:00:60-08:00",
        "2022-13-01T10:00:00-08:00",
        "2022-00-01T10:00:00-08:00",
        "2022-02-00T10:00:00-08:00",
        "2023-02-29T10:00:00-08:00",
        "2022-02-30T10:00:00-08:00",
        "2024-02-29T23:59:59+14:00",
        "2022-02-01T10:00:00+14:01",
        "2022-02-01T24:00:00Z",
        "2022-02-01T10:00:00.5-08:00",
        "0001-01-01T00:00:00+10:00",
        "9999-12-31T23:00:00-10:00",
        "2022-02-01T10:00:00-08:60",
        "00000001-0000-3000-8000-00000000000",
        "0000000A-0000-3000-8000-00000000000b",
        " 00000001-0000-3000-8000-000000000000",
        "+0000001-0000-3000-8000-000000000000",
        "0x000001-0000-3000-8000-000000000000",
        "sp-traffic",
        "sp-nothing",
        ",\"x\":1",
        ",\"Type\":\"Notification\"",
        ",\"clicks\":1",
        "\"clicks\":",
        "\"match_type\":null",
        ",\"adgroup_id\":\"1\"",
        ",\"placement_type\":null",
        "\"\"",
    ];

    [Fact]
    public void A_record_reads_the_same_by_its_form_as_exactly()
    {
        var random = new Random(1);
        var (byForm, exact) = (new RecordBatch(), new RecordBatch());
        var plain = 0;
        for (var at = 0; at < Mutations; at += RecordsPerBatch)
        {
            var bodies = Enumerable.Range(0, RecordsPerBatch).Select(_ => Mutated(random)).ToList();
            byForm.Read([.. bodies.Select(Message)], 0, bodies.Count);
            plain += Compare(bodies, byForm, exact);
        }

        // Enough of them still are records.
        plain.ShouldBeGreaterThan(Mutations / 4);
    }

    [Theory]
    [MemberData(nameof(Declarations.Ids), MemberType = typeof(Declarations))]
    public void A_sparse_record_of_any_dataset_reads_the_same_by_its_form_as_exactly(string dataset)
    {
        var random = new Random(1);
        var (byForm, exact) = (new RecordBatch(), new RecordBatch());
        for (var round = 0; round < 40; round++)
        {
            var bodies = Enumerable
                .Range(0, 5)
                .Select(_ =>
                {
                    var made = RecordMaker.Make(Declarations.Of(dataset), random, LandingRig.Id(random.Next()), isSparse: true);
                    return RecordMaker.Json(made);
                })
                .SelectMany(body => new[] { body, body })
                .ToList();
            byForm.Read([.. bodies.Select(Message)], 0, bodies.Count);
            Compare(bodies, byForm, exact).ShouldBe(bodies.Count);
        }
    }

    [Fact]
    public void A_form_is_learnt_and_sixteen_are_known()
    {
        var random = new Random(1);
        var scratch = new TextArena();
        var forms = new KnownForms(scratch);
        var tables = DatasetShape.All.Values.ToDictionary(shape => shape, shape => new RowTable(shape));
        var bodies = Enumerable.Range(0, 17).Select(n => Record(random, n)).ToList();
        bodies.ForEach(body => forms.TryRead(body, tables, out _).ShouldBeFalse());
        var shape = DatasetShape.All["sp-traffic"];
        bodies.ForEach(body => forms.Learn(body, shape, tables[shape]));

        bodies.Select(body => forms.TryRead(body, tables, out _)).ShouldBe([false, .. Enumerable.Repeat(true, 16)]);
    }

    /// <summary>How many of the bodies were records.</summary>
    private static int Compare(List<string> bodies, RecordBatch byForm, RecordBatch exact)
    {
        var entries = byForm.Entries.ToLookup(entry => entry.Message);
        var unreadable = byForm.Unreadable.ToLookup(record => record.Source.Message.MessageId);
        var plain = 0;
        for (var place = 0; place < bodies.Count; place++)
        {
            var body = bodies[place];
            var wanted = BodyReader.Read(Message(body, place));
            unreadable[Id(place)]
                .Select(record => record.Reason)
                .ShouldBe(wanted.Unreadable.Select(record => record.Reason), body);
            entries[place].Count().ShouldBe(wanted.Rows.Count, body);
            foreach (var (entry, row) in entries[place].Zip(wanted.Rows))
            {
                Values(entry).ShouldBe(Values(row), body);
                entry.Key.ShouldBe(Key((string)row.Values[row.Shape.IdPlace]!), body);
                // An array is always read exactly.
                exact.Read([Message($"[{row.Source.Text}]", place)], 0, 1);
                exact.Entries.ShouldHaveSingleItem().Content.ShouldBe(entry.Content, body);
                plain++;
            }
        }

        return plain;
    }

    private static List<string?> Values(RowEntry entry)
    {
        var (table, row) = (entry.Table, entry.Row);
        return
        [
            .. Enumerable
                .Range(0, table.Shape.Width)
                .Select(place =>
                    table.IsNull(row, place) ? null
                    : table.Shape.IsText(place) ? Encoding.UTF8.GetString(table.Text(row, place))
                    : table.At(row, place).Number.ToString()
                ),
        ];
    }

    private static List<string?> Values(LandingRow row) =>
        [
            .. row.Values.Select(value => value is decimal amount ? ((long)(amount * 1_000_000m)).ToString() : value?.ToString()),
            (row.Day.DayNumber - new DateOnly(1970, 1, 1).DayNumber).ToString(),
            row.Hour.ToString(),
            row.Unknown is null ? null : RecordContent.Object(row.Unknown),
        ];

    private static UInt128 Key(string id) =>
        Guid.TryParseExact(id, "D", out var uuid)
            ? UInt128.Parse(uuid.ToString("N"), System.Globalization.NumberStyles.HexNumber)
            : UInt128.Parse(
                Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 16)),
                System.Globalization.NumberStyles.HexNumber
            );

    private static string Mutated(Random random)
    {
        var body = Record(random, random.Next(4) == 0 ? random.Next(1000) : 0);
        for (var change = random.Next(4); change > 0; change--)
        {
            var from = random.Next(body.Length);
            // Half of the changes hit a value whole, the others anything.
            var to = from + random.Next(3);
            if (random.Next(2) == 0)
            {
                from = body.IndexOf(':', from) + 1;
                from += from < body.Length && body[from] == '"' && random.Next(4) > 0 ? 1 : 0;
                to = body.IndexOfAny([',', '}', '"'], from);
            }

            to = Math.Clamp(to, from, body.Length);
            body = body[..from] + Pieces[random.Next(Pieces.Length)] + body[to..];
        }

        return body;
    }

    /// <summary>A record whose names stand in the given order; some lack attributes and metrics.</summary>
    private static string Record(Random random, int order)
    {
        var fields = Datasets.SpTraffic.Fields.ToArray();
        new Random(order).Shuffle(fields);
        var texts = fields
            .Where(field => !field.IsNullable || order % 3 != 1 || random.Next(2) == 0)
            .Select(field => $"\"{field.Name}\":{Value(field, random)}");
        return "{" + string.Join(',', texts) + "}";
    }

    private static string Value(DatasetField field, Random random) =>
        (field.Type, field.Name) switch
        {
            (FieldType.Long, _) => random.Next(-3, 2000).ToString(),
            (FieldType.Money, _) => (random.Next(-9_000_000, 9_000_000) / 1_000_000m).ToString("0.0#####"),
            (FieldType.WindowStart, _) => $"\"2022-0{random.Next(1, 9)}-1{random.Next(9)}T{random.Next(24):D2}:00:00-08:00\"",
            (_, "idempotency_id") => $"\"{LandingRig.Id(random.Next())}\"",
            (_, "dataset_id") => "\"sp-traffic\"",
            _ => $"\"{field.Name} {random.Next(50)}\"",
        };

    private static LandingMessage Message(string body, int place) => new(LandingRig.Queue, Id(place), body);

    private static string Id(int place) => $"message-{place}";
}
