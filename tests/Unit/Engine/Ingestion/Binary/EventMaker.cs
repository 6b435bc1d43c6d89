using CsCheck;
using Millrace.Contracts.Ingest;

namespace Millrace.Unit.Engine.Ingestion.Binary;

/// <summary>Events such as senders have, and such as they should not have: one in a few is wrong in one field or in several.</summary>
internal static class EventMaker
{
    public const long Now = 1_780_000_000;

    private static readonly Gen<IngestEvent> Good = Gen.Select(
        Gen.Int[1, 4],
        Gen.Int[0, 3],
        Gen.Int[0, 60 * 3600],
        Gen.Int[0, 5],
        Gen.Int[0, 2],
        Gen.Int[0, 40],
        Gen.Int[1, 3],
        Gen.Long[0, 2_000_000],
        Make
    );

    private static readonly Gen<string?> OddText = OneOf<string?>(
        null,
        "",
        "x",
        new('x', 64),
        new('x', 65),
        new('é', 33),
        new('x', 513),
        "靴 \"👟\" \\ \n",
        "USD",
        "SB",
        "SP"
    );

    private static readonly Gen<long> OddTime = OneOf(-1L, 0, Now, Now + 300, Now + 301, Now - 14 * 86_400, 1, -62_135_596_800)
        .Select(Gen.Long[-2, 2], (time, more) => Math.Max(time + more, -62_135_596_800));

    private static readonly Gen<IngestEvent> Odd = Gen.Select(
        Good,
        Gen.Int[0, 14],
        OddText,
        OddTime,
        OneOf(0L, 1, 2, 1_000_000_000, 1_000_000_001),
        OneOf(0L, 1, 1_000_000_000_000_000, 1_000_000_000_000_001),
        Spoil
    );

    /// <summary>One event, mostly good.</summary>
    public static Gen<IngestEvent> Any { get; } =
        Gen.Frequency(
            (8, Good),
            (2, Odd),
            (1, Gen.Select(Odd, Gen.Int[0, 14], OddText, (of, at, text) => Spoil(of, at, text, Now, 1, 0)))
        );

    private static Gen<T> OneOf<T>(params T[] all) => Gen.Int[0, all.Length - 1].Select(at => all[at]);

    private static IngestEvent Make(int kind, int account, int age, int ad, int placement, int id, int count, long cost)
    {
        // An id is that of one event, whatever else is drawn: a sender that uses it for two gets one of them.
        var isImpression = kind == 1;
        var time = isImpression ? Now - age : Now - (id * 3000);
        var target = isImpression ? ad : id % 6;
        return new()
        {
            Kind = (IngestEventKind)kind,
            Time = DateTimeOffset.FromUnixTimeSeconds(time),
            AdvertiserId = $"ADV{account}",
            MarketplaceId = "MKT",
            CampaignId = $"4{target % 2}",
            AdGroupId = $"5{target % 3}",
            AdId = $"6{target}",
            TargetId = $"7{target}",
            Placement = placement == 0 ? "Off Amazon" : "Top of Search on-Amazon",
            AdProduct = target switch
            {
                0 => null,
                1 => "SB",
                2 => "SD",
                3 => "DSP",
                _ => "SP",
            },
            KeywordText = target % 3 == 0 ? null : $"Größe {target} 靴",
            MatchType = target % 3 == 0 ? null : "BROAD",
            Currency = placement == 1 ? "USD" : null,
            EventId = isImpression ? null : $"{kind}-{id}",
            InvalidatesEventId = kind == 4 ? $"2-{id}" : null,
            Count = kind is 2 or 4 ? 1 : count,
            CostMicros = isImpression ? 0 : cost,
        };
    }

    private static IngestEvent Spoil(IngestEvent good, int field, string? text, long time, long count, long cost) =>
        field switch
        {
            0 => good with { AdvertiserId = text },
            1 => good with { MarketplaceId = text },
            2 => good with { CampaignId = text },
            3 => good with { AdGroupId = text },
            4 => good with { AdId = text },
            5 => good with { TargetId = text },
            6 => good with { Placement = text },
            7 => good with { KeywordText = text },
            8 => good with { MatchType = text },
            9 => good with { Currency = text },
            10 => good with { AdProduct = text },
            11 => good with { EventId = text },
            12 => good with { InvalidatesEventId = text },
            13 => good with { Kind = (IngestEventKind)(count % 8), Time = DateTimeOffset.FromUnixTimeSeconds(time) },
            _ => good with { Count = count, CostMicros = cost },
        };
}
