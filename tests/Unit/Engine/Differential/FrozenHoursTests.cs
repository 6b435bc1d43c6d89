using Millrace.Contracts.Datasets;

namespace Millrace.Unit.Engine.Differential;

/// <summary>
/// Hours of touches more than 60 days before the platform's time are not changed any more: what the SQL does not say, by examples
/// on the engine.
/// </summary>
public sealed class FrozenHoursTests : IDisposable
{
    private static readonly long Start = new DateTimeOffset(2026, 6, 15, 12, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    private readonly Oracle oracle = new();

    public static TheoryData<string> Produced => [.. Datasets.Produced.Select(dataset => dataset.Id)];

    public void Dispose() => oracle.Dispose();

    [Theory]
    [MemberData(nameof(Produced))]
    public void What_comes_after_59_days_still_changes_the_hour_of_the_touch(string id)
    {
        var dataset = Datasets.Find(id)!;
        HistoryPlay.Difference(Touched(dataset, 59, hasLate: true), oracle, dataset).ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Produced))]
    public void What_comes_after_61_days_changes_nothing(string id)
    {
        var dataset = Datasets.Find(id)!;
        var before = HistoryPlay.Published(Touched(dataset, 61, hasLate: false), oracle, dataset);
        before.Count.ShouldBePositive("the touch has counted, or the purchase after it");
        HistoryPlay.Published(Touched(dataset, 61, hasLate: true), oracle, dataset).DifferenceTo(before).ShouldBeNull();
    }

    /// <summary>A click, deeds in the days after it, and after some days more deeds of that time and what takes the first back.</summary>
    private static History Touched(DatasetDeclaration dataset, int days, bool hasLate)
    {
        var adProduct = EventTypes.AdProductOf(dataset.Id);
        var click = new RawEvent
        {
            EventId = "click",
            Type = "click",
            Time = Start,
            AdvertiserId = "ADV0",
            AdProduct = adProduct,
            CampaignId = "C",
            AdGroupId = "G",
            AdId = "A",
            KeywordId = adProduct == "DSP" ? null : "K",
            Placement = adProduct == "SD" ? null : "Other",
            ShopperId = "X",
            Sku = "S",
        };
        var media = EventTypes
            .OfMedia(adProduct)
            .Select(type => click with { EventId = null, Type = type, ShopperId = null, Sku = null });
        var early = Deeds("early", 5);
        var late = early.Select(deed => deed.TakenBackBy($"not-{deed.EventId}")).Concat(Deeds("late", 10));
        return new(
            Start,
            [
                Send("touch", [click, .. media]),
                TurnAfter(6),
                Send("early", early),
                TurnAfter(days - 6),
                Send("late", hasLate ? late : []),
            ]
        );
    }

    private static List<RawEvent> Deeds(string name, int day) =>
        [
            .. new[] { "purchase", "page_view", "branded_search" }.Select(type => new RawEvent
            {
                EventId = $"{name}-{type}",
                Type = type,
                Time = Start + (day * Acceptance.Day),
                AdvertiserId = "ADV0",
                ShopperId = "X",
                Sku = type == "branded_search" ? null : "S",
                Sales = type == "purchase" ? 9.5m : null,
            }),
        ];

    private static HistoryStep.Send Send(string batch, IEnumerable<RawEvent> events)
    {
        var feeding = new Feeding(Datasets.Produced);
        return new(batch, [.. events.Where(feeding.Takes)]);
    }

    private static HistoryStep.Turn TurnAfter(int days) => new(TimeSpan.FromDays(days));
}
