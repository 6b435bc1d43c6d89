using Millrace.Contracts.Datasets;

namespace Millrace.Unit.Engine.Differential;

/// <summary>
/// A history of a few events, told to the oracle alone. Each touch has a campaign of its own name, so that figures by campaign say
/// which touch they were credited to. Times are seconds after some midnight.
/// </summary>
internal sealed class OracleExample : IDisposable
{
    public const long Hour = 3600;
    public const long Day = 86_400;

    private static readonly long Midnight = new DateTimeOffset(2026, 6, 15, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    private readonly Oracle oracle = new();
    private readonly Dictionary<string, Figures> asked = [];

    public string AdProduct { get; init; } = "SD";

    public void Dispose() => oracle.Dispose();

    public RawEvent Click(string name, long at, string? sku = null, string shopper = "X") =>
        OfAd("click", name, at) with
        {
            EventId = name,
            ShopperId = shopper,
            Sku = sku,
        };

    public RawEvent View(string name, long at, string? sku = null) => Click(name, at, sku) with { Type = "impression" };

    public RawEvent OfAd(string type, string campaign, long at) =>
        new()
        {
            Type = type,
            Time = Midnight + at,
            AdvertiserId = "ADV0",
            AdProduct = AdProduct,
            CampaignId = campaign,
            AdGroupId = "G",
            AdId = "A",
            KeywordId = "K",
            Placement = AdProduct == "SD" ? null : "Other",
        };

    public static RawEvent Deed(string type, string name, long at, string? sku = null) =>
        new()
        {
            EventId = name,
            Type = type,
            Time = Midnight + at,
            AdvertiserId = "ADV0",
            ShopperId = "X",
            Sku = sku,
        };

    public static RawEvent Purchase(string name, long at, string sku = "S", long? units = null, decimal? sales = null) =>
        Deed("purchase", name, at, sku) with
        {
            Units = units,
            Sales = sales,
        };

    public static RawEvent Return(RawEvent purchase, string name, long? units, decimal? sales) =>
        purchase with
        {
            EventId = name,
            Type = "return",
            InvalidatesEventId = purchase.EventId,
            Sku = null,
            Units = units,
            Sales = sales,
        };

    /// <summary>An attributed conversion so many seconds after its touch.</summary>
    public RawEvent Told(string campaign, long after, string? type = null) =>
        OfAd("attributed_conversion", campaign, 0) with
        {
            EventId = campaign,
            ConversionType = type,
            ConversionTime = Midnight + after,
        };

    public void Put(string sku, string product, string? brand)
    {
        asked.Clear();
        oracle.Put(0, new HistoryStep.Put("ADV0", sku, product, brand).Line);
    }

    /// <summary>The events are accepted in this order.</summary>
    public void Take(params IReadOnlyList<RawEvent> events)
    {
        asked.Clear();
        foreach (var happened in events)
        {
            var account = History.AccountOf(happened.AdvertiserId);
            oracle.Take(account, LocalHour.Of(History.Zones[account], happened.Time), happened.ToLine());
        }
    }

    /// <summary>A figure by campaign, as in "c1:1 c2:3"; campaigns without it are left out.</summary>
    public string Of(string dataset, string metric, string by = "campaign_id")
    {
        if (!asked.TryGetValue(dataset, out var figures))
        {
            var turn = oracle.Turn();
            asked[dataset] = figures = oracle.Rows(Datasets.Find(dataset)!)[turn];
        }

        return figures.By(by, metric);
    }
}
