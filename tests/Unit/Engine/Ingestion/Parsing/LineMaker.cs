using System.Globalization;
using System.Text;

namespace Millrace.Unit.Engine.Ingestion.Parsing;

/// <summary>Lines such as real senders write: each maker has its own order of fields, its own space and its own form of time.</summary>
internal sealed class LineMaker
{
    private static readonly string[] Extras = ["\"request_id\":\"R-1f00\"", "\"bid\":0.75", "\"is_test\":false", "\"note\":null"];
    private readonly Random random;
    private readonly int form;
    private readonly string colon;
    private readonly string comma;
    private readonly string extra;
    private readonly string lineEnd;

    public LineMaker(Random random)
    {
        this.random = random;
        form = random.Next(4);
        (colon, comma) = random.Next(3) == 0 ? (": ", ", ") : (":", ",");
        extra = random.Next(3) == 0 ? Extras[random.Next(Extras.Length)] : "";
        lineEnd = random.Next(4) == 0 ? "\r" : "";
    }

    /// <summary>Names with values as they stand in JSON, in the order of this maker.</summary>
    public List<(string Name, string Value)> Fields()
    {
        var kind = random.Next(100) switch
        {
            < 75 => "impression",
            < 93 => "click",
            _ => "invalidation",
        };
        var fields = new List<(string, string)> { ("type", Quoted(kind)) };
        var takes = random.Next(2) == 0 ? "click" : "impression";
        if (kind == "invalidation")
        {
            fields.Add(("invalidates_type", Quoted(takes)));
        }

        if (kind != "impression" || form == 1)
        {
            fields.Insert(form == 2 ? 0 : fields.Count, ("event_id", Quoted($"e-{random.Next():x}")));
        }

        if (kind == "invalidation" && takes == "click")
        {
            fields.Add(("invalidates_event_id", Quoted($"e-{random.Next():x}")));
        }

        fields.Add(("time", Quoted(Time())));
        fields.Add(("advertiser_id", Quoted($"A{random.Next(200):D13}")));
        fields.Add(("marketplace_id", Quoted("ATVPDKIKX0DER")));
        AddTarget(fields);
        if (kind == "impression" || takes == "impression" && kind == "invalidation")
        {
            fields.Add(("count", Number(random.Next(1, 50))));
        }

        if (kind != "impression")
        {
            fields.Add(("cost", (random.Next(3_000_000) / 1_000_000m).ToString(CultureInfo.InvariantCulture)));
        }

        return fields;
    }

    public byte[] Write(List<(string Name, string Value)> fields)
    {
        var parts = fields.Select(field => $"{Quoted(field.Name)}{colon}{field.Value}");
        var text = string.Join(comma, extra.Length == 0 ? parts : parts.Append(extra));
        return Encoding.UTF8.GetBytes($"{{{text}}}{lineEnd}");
    }

    private void AddTarget(List<(string, string)> fields)
    {
        var (group, target) = (random.Next(40), random.Next(120));
        fields.Add(("ad_product", Quoted("SP")));
        fields.Add(("campaign_id", Quoted($"4{group:D12}")));
        fields.Add(("ad_group_id", Quoted($"5{group:D12}")));
        fields.Add(("ad_id", Quoted($"6{target:D6}")));
        fields.Add((form == 3 ? "target_id" : "keyword_id", Quoted($"7{target:D12}")));
        if (random.Next(4) > 0)
        {
            fields.Add(
                ("keyword_text", Quoted(random.Next(3) == 0 ? $"Laufschuhe für Größe {target} 靴 👟" : $"running shoes {target}"))
            );
            fields.Add(("match_type", Quoted("BROAD")));
        }

        fields.Add(("placement", Quoted(random.Next(2) == 0 ? "Top of Search on-Amazon" : "Off Amazon")));
        fields.Add(("currency", Quoted("USD")));
    }

    private string Time()
    {
        // Any day from 1996 to 2076, so that leap years and the century matter; most on one day, as they come.
        var days = random.Next(8) == 0 ? random.Next(-11_000, 18_000) : 0;
        var time = new DateTimeOffset(2026, 2, 28, 0, 0, 0, TimeSpan.Zero).AddDays(days).AddSeconds(random.Next(86_400));
        return form switch
        {
            0 => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            1 => time.ToString("yyyy-MM-ddTHH:mm:ss.fff+00:00", CultureInfo.InvariantCulture),
            2 => time.ToString("yyyy-MM-ddTHH:mm:ss-08:00", CultureInfo.InvariantCulture),
            _ => time.AddTicks(random.Next(10_000_000))
                .ToString("yyyy-MM-ddTHH:mm:ss.fffffff+05:30", CultureInfo.InvariantCulture),
        };
    }

    private static string Quoted(string text) => $"\"{text}\"";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
