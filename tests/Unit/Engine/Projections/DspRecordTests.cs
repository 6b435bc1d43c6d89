using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsCheck;
using Millrace.Contracts.Datasets;
using Millrace.Engine.Publication;
using Millrace.Unit.Engine.Publication;

namespace Millrace.Unit.Engine.Projections;

/// <summary>Records of DSP are those that Utf8JsonWriter would write, with the attributes that are known and without those that are not.</summary>
public sealed class DspRecordTests
{
    private const long Hour = 1_780_000_200 - 600;
    private const string Britain = "A1F83G8C2ARO7P";
    private static readonly string[] Ids = ["", "1", "2", "3", "\"4\""];

    private static readonly Gen<string> Told = Gen.OneOf(
        Gen.OneOf("a", "\"", "\\", "blå sko", "靴", "😀", "<a&b>", "\u2028", "300x250", "null"),
        Gen.Int[0, 9].Select(number => $"text {number}"),
        Gen.Int[30, 200].Select(length => new string('"', length))
    );

    private static readonly Gen<string?> Perhaps = Gen.Frequency(
        (2, Told.Select(text => (string?)text)),
        (1, Told.Select(_ => (string?)null))
    );

    private static readonly Gen<Dictionary<string, string?[]>> Creatives = Known(4);
    private static readonly Gen<Dictionary<string, string?[]>> Deals = Known(2);

    private static readonly Gen<Case> Cases = Gen.Select(
        Gen.Select(
            Gen.OneOf(Ids),
            Gen.OneOf(Ids),
            Gen.OneOf(Told, Gen.Const("")),
            Gen.Long[-5, 5],
            (creative, deal, other, delta) => new Row(creative, deal, other, delta)
        ).Array[1, 40],
        Creatives,
        Deals,
        Perhaps.Array[2],
        Gen.OneOf(Britain, "MKT"),
        (rows, creatives, deals, advertiser, marketplace) => new Case(rows, creatives, deals, advertiser, marketplace)
    );

    public static TheoryData<string> Dsp => [.. Datasets.Produced.Select(dataset => dataset.Id).Where(Datasets.IsDsp)];

    [Theory]
    [MemberData(nameof(Dsp))]
    public void Records_are_those_of_a_json_writer(string id)
    {
        var dataset = Datasets.Find(id)!;
        Cases.Sample(
            made => Rendered(made, dataset).ShouldBe([.. made.Rows.Select(row => Expected(made, dataset, row))]),
            iter: 400
        );
    }

    private static Gen<Dictionary<string, string?[]>> Known(int texts) =>
        Gen.Select(Gen.OneOf(Ids[1..]), Perhaps.Array[texts], (id, known) => (Id: id, Known: known))
            .Array[0, 4]
            .Select(known => known.DistinctBy(one => one.Id).ToDictionary(one => one.Id, one => one.Known));

    /// <summary>The records, without their ids.</summary>
    private static List<string> Rendered(Case made, DatasetDeclaration dataset)
    {
        var source = new BlockSourceStub();
        source.AddAccount(1, "580", made.Marketplace, "Europe/London");
        source.Describe(1, Described.Advertiser, null, made.Advertiser);
        foreach (var (creative, known) in made.Creatives)
        {
            source.Describe(1, Described.Creative, creative, known);
        }

        foreach (var (deal, known) in made.Deals)
        {
            source.Describe(1, Described.Deal, deal, known);
        }

        var writer = new BlockWriter(EngineRig.Incarnation, dataset, source);
        var rows = new PendingRows(writer.Shape);
        foreach (var row in made.Rows)
        {
            var texts = dataset.Production!.Dimensions.Select(name => row.Of(name)).ToArray();
            rows.Add(Hour, source.Numbers(texts), [.. Enumerable.Repeat(row.Delta, writer.Shape.Lanes)]);
        }

        return [.. Engine.Rendered.Messages(writer.Write(1, 1, rows)).Select(Encoding.UTF8.GetString).Select(WithoutId)];
    }

    private static string Expected(Case made, DatasetDeclaration dataset, Row row)
    {
        using var stream = new MemoryStream();
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(stream, options))
        {
            json.WriteStartObject();
            foreach (var field in dataset.Fields)
            {
                Write(json, made, field, row, dataset.Id);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter json, Case made, DatasetField field, Row row, string dataset)
    {
        switch (field.Role)
        {
            case FieldRole.Metric when field.Type == FieldType.Money:
                json.WritePropertyName(field.Name);
                json.WriteRawValue((row.Delta / 1_000_000m).ToString("0.0#####", CultureInfo.InvariantCulture));
                break;
            case FieldRole.Metric:
                json.WriteNumber(field.Name, row.Delta);
                break;
            case FieldRole.Attribute:
                if (made.Attribute(field.Name, row) is { } known)
                {
                    json.WriteString(field.Name, known);
                }

                break;
            default:
                var text = field.Name switch
                {
                    "dataset_id" => dataset,
                    "idempotency_id" => "",
                    "time_window_start" => "2026-05-28T21:20:00+01:00",
                    "advertiser_id" => "580",
                    "marketplace_id" => made.Marketplace,
                    _ => row.Of(field.Name),
                };
                json.WriteString(field.Name, text.Length == 0 && field.IsNullable ? null : text);
                break;
        }
    }

    private static string WithoutId(string message)
    {
        var id = message.IndexOf("\"idempotency_id\":\"", StringComparison.Ordinal) + "\"idempotency_id\":\"".Length;
        return message.Remove(id, 36);
    }

    /// <param name="Other">The text of all other dimensions.</param>
    private sealed record Row(string Creative, string Deal, string Other, long Delta)
    {
        public string Of(string dimension) =>
            dimension switch
            {
                "creative_id" => Creative,
                "deal_id" => Deal,
                _ => Other,
            };
    }

    /// <param name="Advertiser">Name and country.</param>
    private sealed record Case(
        Row[] Rows,
        Dictionary<string, string?[]> Creatives,
        Dictionary<string, string?[]> Deals,
        string?[] Advertiser,
        string Marketplace
    )
    {
        public string? Attribute(string name, Row row) =>
            name switch
            {
                "advertiser_name" => Advertiser[0],
                "advertiser_country" => Advertiser[1] ?? (Marketplace == Britain ? "UK" : null),
                "advertiser_timezone" => "Europe/London",
                "creative_name" => Creatives.GetValueOrDefault(row.Creative)?[0],
                "creative_language" => Creatives.GetValueOrDefault(row.Creative)?[1],
                "creative_size" => Creatives.GetValueOrDefault(row.Creative)?[2],
                "creative_type" => Creatives.GetValueOrDefault(row.Creative)?[3],
                "deal" => Deals.GetValueOrDefault(row.Deal)?[0],
                "deal_type" => Deals.GetValueOrDefault(row.Deal)?[1],
                _ => throw new InvalidOperationException($"DSP has a new attribute {name}."),
            };
    }
}
