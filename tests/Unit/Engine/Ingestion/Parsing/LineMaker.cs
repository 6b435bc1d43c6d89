using System.Globalization;
using System.Text;

namespace Millrace.Unit.Engine.Ingestion.Parsing;

/// <summary>
/// Lines such as real senders write, of every type: each maker has its own order of fields, its own space and its own form of
/// time.
/// </summary>
internal sealed class LineMaker
{
    private static readonly string[] Extras = ["\"request_id\":\"R-1f00\"", "\"bid\":0.75", "\"is_test\":false", "\"note\":null"];
    private readonly Random random;
    private readonly int form;
    private readonly string colon;
    private readonly string comma;
    private readonly string extra;
    private readonly string lineEnd;
    private readonly string target;
    private readonly string[] order;
    private DateTimeOffset moment;

    public LineMaker(Random random)
    {
        this.random = random;
        form = random.Next(4);
        (colon, comma) = random.Next(3) == 0 ? (": ", ", ") : (":", ",");
        extra = random.Next(3) == 0 ? Extras[random.Next(Extras.Length)] : "";
        lineEnd = random.Next(4) == 0 ? "\r" : "";
        target = random.Next(3) == 0 ? "target_id" : "keyword_id";
        order = [.. EventTables.Fields];
        if (random.Next(2) == 0)
        {
            random.Shuffle(order);
        }
    }

    /// <summary>Names with values as they stand in JSON, in the order of this maker: a good event of any type.</summary>
    public List<(string Name, string Value)> Fields()
    {
        var group = random.Next(100);
        var product = Pick(EventTables.AdProducts);
        string[] types = group switch
        {
            < 50 => [.. EventTables.OfAd.Keys.Where(type => EventTables.OfAd[type].Contains(product))],
            < 80 => EventTables.Deeds,
            < 92 => ["attributed_conversion"],
            _ => ["return"],
        };
        return Fields(Pick(types), product, isBack: group < 92 && random.Next(6) == 0);
    }

    /// <summary>A good event.</summary>
    /// <param name="type">What it is, or takes back.</param>
    public List<(string Name, string Value)> Fields(string type, string product, bool isBack)
    {
        Move();
        var fields = new Dictionary<string, string>();
        Add(fields, "time", "advertiser_id", "marketplace_id");
        fields["type"] = Quoted(isBack ? "invalidation" : type);
        var isDeed = type == "return" || EventTables.Deeds.Contains(type);
        if (isDeed)
        {
            AddDeed(fields, type);
        }
        else
        {
            AddAd(fields, type, product);
        }

        var isTold = isDeed || type is "click" or "attributed_conversion" || fields.ContainsKey("shopper_id");
        AddMaybe(fields, ["currency", .. EventTables.MoneyOf(type, product)]);
        Add(fields, isTold || isBack || form == 1 ? ["event_id"] : []);
        Add(fields, type == "return" || (isBack && isTold) ? ["invalidates_event_id"] : []);
        if (isBack)
        {
            fields["invalidates_type"] = Quoted(type);
        }

        if (!isTold)
        {
            AddMaybe(fields, "count");
        }

        return [.. order.Where(fields.ContainsKey).Select(name => (name, fields[name]))];
    }

    public byte[] Write(List<(string Name, string Value)> fields)
    {
        var parts = fields.Select(field => $"{Quoted(field.Name)}{colon}{field.Value}");
        var text = string.Join(comma, extra.Length == 0 ? parts : parts.Append(extra));
        return Encoding.UTF8.GetBytes($"{{{text}}}{lineEnd}");
    }

    /// <summary>A value that is good in the field by itself, as it stands in JSON.</summary>
    public string Value(string name) =>
        name switch
        {
            "time" => Quoted(Time(TimeSpan.Zero)),
            "conversion_time" => Quoted(Time(TimeSpan.FromSeconds(random.Next(3) * random.Next(1_500_000)))),
            "count" => Number(random.Next(1, 50)),
            "units" => Number(random.Next(4)),
            "keyword_text" => Quoted(random.Next(3) == 0 ? $"Laufschuhe für {random.Next(9)} 靴 👟" : $"shoes {random.Next(99)}"),
            "currency" => Quoted("USD"),
            "advertiser_id" => Quoted($"A{random.Next(200):D13}"),
            "marketplace_id" => Quoted("ATVPDKIKX0DER"),
            _ when EventTables.WordsOf.TryGetValue(name, out var words) => Quoted(Pick(words)),
            _ when EventTables.Money.Contains(name) => Money(),
            _ => Quoted($"{name[0]}{random.Next(1 << (4 * random.Next(8))):x}"),
        };

    /// <summary>Goes to another time.</summary>
    public void Move()
    {
        // Any day from 1996 to 2076, so that leap years and the century matter; most on one day, as they come.
        var days = random.Next(8) == 0 ? random.Next(-11_000, 18_000) : 0;
        moment = new DateTimeOffset(2026, 2, 28, 0, 0, 0, TimeSpan.Zero).AddDays(days).AddSeconds(random.Next(86_400));
    }

    private void AddDeed(Dictionary<string, string> fields, string type)
    {
        Add(fields, "shopper_id");
        if (EventTables.DeedsWithSku.Contains(type))
        {
            Add(fields, "sku");
        }

        AddMaybe(fields, type is "purchase" or "return" ? ["units"] : []);
    }

    private void AddAd(Dictionary<string, string> fields, string type, string product)
    {
        Add(fields, [.. EventTables.RequiredOfAd(product).Select(name => name == "keyword_id" ? target : name)]);
        AddMaybe(fields, "keyword_text", "match_type", "sku");
        if (product == "DSP")
        {
            AddMaybe(fields, "ad_group_id", "ad_id", "placement", "country", "region", "device", "site", "supply_source");
            AddMaybe(fields, "deal_id", "proposal_id", "dsp_entity_id", "flight_id");
        }

        if (product != "SP" || form > 1)
        {
            fields["ad_product"] = Quoted(product);
        }

        if (type is "impression" or "click" && random.Next(4) == 0)
        {
            Add(fields, "shopper_id");
        }

        if (type == "attributed_conversion")
        {
            Add(fields, "conversion_time");
            AddMaybe(fields, "product_match", "shopper_status", "units");
            AddMaybe(fields, product == "SP" ? [] : ["attribution"]);
            if (random.Next(3) > 0)
            {
                fields["conversion_type"] = Quoted(Pick(EventTables.CreditedTo(product)));
            }
        }
    }

    private void Add(Dictionary<string, string> fields, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            fields[name] = Value(name);
        }
    }

    private void AddMaybe(Dictionary<string, string> fields, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            Add(fields, random.Next(2) == 0 ? [name] : []);
        }
    }

    private string Time(TimeSpan later)
    {
        var time = moment + later;
        return form switch
        {
            0 => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            1 => time.ToString("yyyy-MM-ddTHH:mm:ss.fff+00:00", CultureInfo.InvariantCulture),
            2 => time.ToString("yyyy-MM-ddTHH:mm:ss-08:00", CultureInfo.InvariantCulture),
            _ => time.AddTicks(random.Next(10_000_000))
                .ToString("yyyy-MM-ddTHH:mm:ss.fffffff+05:30", CultureInfo.InvariantCulture),
        };
    }

    private string Money() => (random.Next(3_000_000) / 1_000_000m).ToString(CultureInfo.InvariantCulture);

    private string Pick(string[] choices) => choices[random.Next(choices.Length)];

    private static string Quoted(string text) => $"\"{text}\"";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
