using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Millrace.Contracts.Documents;

namespace Millrace.Unit.Engine.Entities;

/// <summary>Random entities after docs/ingest-entities.md, and other lines that say the same of them.</summary>
/// <param name="fullness">Of a hundred fields so many are there.</param>
internal sealed class EntityMaker(Random random, int fullness = 60)
{
    private static readonly string[] NeedsKeyword = ["keyword", "target"];

    /// <summary>Each kind that a dataset shows, with its ad product.</summary>
    public static IReadOnlyList<(string Kind, string AdProduct)> Shown { get; } =
    [
        .. Documents
            .All.SelectMany(dataset => dataset.Kinds.Select(kind => (kind, dataset.IsDsp)))
            .Distinct()
            .SelectMany(shown => (shown.IsDsp ? new[] { "DSP" } : ["SP", "SB", "SD"]).Select(product => (shown.kind, product))),
    ];

    /// <summary>All fields of a line.</summary>
    public JsonObject Make(string kind, string product)
    {
        var line = new JsonObject
        {
            ["kind"] = kind,
            ["advertiser_id"] = "ADV",
            ["marketplace_id"] = "MKT",
            ["id"] = "7",
            ["ad_product"] = product,
            ["campaign_id"] = $"C{random.Next(3)}",
            ["ad_group_id"] = $"G{random.Next(3)}",
        };
        if (NeedsKeyword.Contains(kind))
        {
            (line["keyword_text"], line["match_type"]) = (Text(), random.Next(2) == 0 ? "EXACT" : "BROAD");
        }

        var blocks = Documents.All.SelectMany(dataset => dataset.Kinds.Contains(kind) ? dataset.Blocks : []).ToList();
        var block = blocks.Count > 0 ? blocks[random.Next(blocks.Count)] : null;
        var lists = new Dictionary<string, int>();
        foreach (var (path, type) in Fields(kind, product == "DSP"))
        {
            var name = path.Split('.', '[')[0];
            if (!line.ContainsKey(path) && (blocks.Count == 0 || !blocks.Contains(name) || name == block))
            {
                Put(line, path, type, lists, name == block ? 100 : fullness);
            }
        }

        Settle(line, kind, product);
        return line;
    }

    /// <summary>The same with the fields of every object in another order, numbers in another form and nulls.</summary>
    public string Rewrite(JsonObject line)
    {
        var text = new StringBuilder();
        Write(line, text, isRoot: true);
        return text.ToString();
    }

    private static IEnumerable<(string Path, DocumentFieldType Type)> Fields(string kind, bool isDsp) =>
        from dataset in Documents.All
        where dataset.IsDsp == isDsp && dataset.Kinds.Contains(kind)
        from field in dataset.Fields
        where field.From is not ("" or "id" or "account_id" or "ad_product")
        where field.Kinds.Count == 0 || field.Kinds.Contains(kind)
        select (field.From, field.Type);

    private void Put(JsonObject at, string path, DocumentFieldType type, Dictionary<string, int> lists, int chance)
    {
        var end = path.IndexOf('.');
        var name = end < 0 ? path : path[..end];
        if (name.EndsWith("[]", StringComparison.Ordinal))
        {
            name = name[..^2];
            if (end < 0)
            {
                // tags: a map that is told as an array, once.
                at[name] = new JsonArray(new JsonObject { ["key"] = Text(), ["value"] = Text() });
                return;
            }

            var list =
                at[name] as JsonArray ?? new JsonArray([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => new JsonObject())]);
            at[name] = at[name] is null ? list : at[name];
            foreach (var element in list)
            {
                Put(element!.AsObject(), path[(end + 1)..], type, lists, chance);
            }
        }
        else if (end >= 0)
        {
            var inner = at[name] as JsonObject ?? [];
            Put(inner, path[(end + 1)..], type, lists, chance);
            if (at[name] is null && inner.Count > 0)
            {
                at[name] = inner;
            }
        }
        else if (!at.ContainsKey(name) && random.Next(100) < chance)
        {
            at[name] = Value(type);
        }
    }

    /// <summary>What has a closed set of values gets one, and what belongs together is there together.</summary>
    private void Settle(JsonObject line, string kind, string product)
    {
        foreach (
            var currency in line.Descendants()
                .Where(node => node is JsonValue && node.Parent is JsonObject && node.GetPropertyName() == "currency")
                .ToList()
        )
        {
            currency.ReplaceWith(EntityRig.Currency);
        }

        foreach (var (tag, place) in (line["tags"] as JsonArray ?? []).Select((tag, place) => (tag!.AsObject(), place)))
        {
            tag["key"] = $"{tag["key"]}{place}";
        }

        if (line.ContainsKey("state"))
        {
            line["state"] = product == "DSP" ? Pick("ACTIVE", "inactive") : Pick("ENABLED", "paused", "ARCHIVED", "PROPOSED");
        }

        if (line.ContainsKey("portfolio_id"))
        {
            line["portfolio_id"] = $"P{random.Next(3)}";
        }

        if (line["budget"] is JsonObject budget)
        {
            budget["amount"] = random.Next(1, 1_000_000) / 1_000m;
            budget["recurrence"] = Pick("DAILY", "MONTHLY", "LIFETIME");
        }

        if (kind == "ad_group_target" && line.Count(field => field.Value is JsonArray) == 0)
        {
            throw new InvalidOperationException("A target of DSP has a block.");
        }
    }

    private JsonNode Value(DocumentFieldType type) =>
        type switch
        {
            DocumentFieldType.Long => (decimal)random.Next(0, 30),
            DocumentFieldType.Double => random.Next(-2_000_000, 90_000_000) / 1_000m,
            DocumentFieldType.Boolean => random.Next(2) == 0,
            DocumentFieldType.DateTime =>
                $"2026-0{random.Next(1, 10)}-1{random.Next(10)}T0{random.Next(10)}:00:00{Pick("Z", "-08:00", ".5Z")}",
            DocumentFieldType.Texts => new JsonArray([
                .. Enumerable.Range(0, random.Next(3)).Select(_ => JsonValue.Create(Text())),
            ]),
            DocumentFieldType.Map => new JsonObject { ["GAMBLING"] = Text(), [Text()] = Text() },
            DocumentFieldType.Any => new JsonArray(
                1.5m,
                "x",
                null,
                new JsonObject { ["b"] = 2m, ["a"] = new JsonArray((decimal)random.Next(9)) }
            ),
            _ => Text(),
        };

    private string Text() => Pick("shoes", "Schuhe \"rot\" / größer", "靴 <b>", "a\\b\tc", "😀", "x y") + random.Next(4);

    private string Pick(params string[] of) => of[random.Next(of.Length)];

    private void Write(JsonNode? node, StringBuilder text, bool isRoot = false)
    {
        switch (node)
        {
            case JsonObject fields:
                var shuffled = fields.ToArray();
                random.Shuffle(shuffled);
                var parts = shuffled.Select(field => $"{JsonValue.Create(field.Key)!.ToJsonString()}:{Written(field.Value)}");
                text.Append('{').AppendJoin(',', isRoot ? parts.Append("\"a_field_of_none\":null") : parts).Append('}');
                break;
            case JsonArray list:
                text.Append('[').AppendJoin(" ,", list.Select(Written)).Append(']');
                break;
            case JsonValue value when value.TryGetValue<decimal>(out var number):
                text.Append(Number(number));
                break;
            default:
                text.Append(node?.ToJsonString() ?? "null");
                break;
        }
    }

    private string Written(JsonNode? node)
    {
        var text = new StringBuilder();
        Write(node, text);
        return text.ToString();
    }

    private string Number(decimal number) =>
        random.Next(4) switch
        {
            0 => string.Create(CultureInfo.InvariantCulture, $"{number}"),
            1 => string.Create(CultureInfo.InvariantCulture, $"{number:0.000000}"),
            2 => string.Create(CultureInfo.InvariantCulture, $"{number * 100}e-2"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{number / 10}E+1"),
        };
}
