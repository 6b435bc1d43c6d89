using CsCheck;
using Millrace.Contracts.Ingest;
using Millrace.Engine;

namespace Millrace.Unit.Engine.Ingestion.Binary;

/// <summary>A batch id stands for its events, in whatever order and however they are grouped, and for no others.</summary>
public sealed class BinaryRepeatTests
{
    private static readonly IngestEvent Click = new()
    {
        Kind = IngestEventKind.Click,
        Time = DateTimeOffset.FromUnixTimeSeconds(EventMaker.Now - 60),
        AdvertiserId = "ADV0",
        MarketplaceId = "MKT",
        CampaignId = "1",
        AdGroupId = "2",
        AdId = "3",
        TargetId = "4",
        Placement = "Off Amazon",
        KeywordText = "shoes",
        MatchType = "BROAD",
        EventId = "c1",
        CostMicros = 450_000,
    };

    private static readonly IngestEvent Impression = Click with
    {
        Kind = IngestEventKind.Impression,
        EventId = null,
        CostMicros = 0,
        Count = 3,
    };

    [Fact]
    public void The_same_events_in_another_order_change_nothing()
    {
        var rig = new EngineRig("Asia/Kolkata");
        Send(rig, Click, Impression, Click with { CampaignId = "2", EventId = "c2" }).ShouldBe(PartVerdict.Accept(3, 0));
        Send(rig, Click with { CampaignId = "2", EventId = "c2" }, Click, Impression).ShouldBe(PartVerdict.Repeat(3));
    }

    [Fact]
    public void Events_that_count_otherwise_are_another_body()
    {
        IngestEvent[] others =
        [
            Click with
            {
                CampaignId = "2",
            },
            Click with
            {
                AdGroupId = "1",
            },
            Click with
            {
                AdId = "4",
            },
            Click with
            {
                TargetId = "3",
            },
            Click with
            {
                Placement = "4",
            },
            Click with
            {
                Time = Click.Time.AddHours(1),
            },
            Click with
            {
                EventId = "c2",
            },
            Click with
            {
                CostMicros = 450_001,
            },
            Click with
            {
                Kind = IngestEventKind.Impression,
            },
            Click with
            {
                InvalidatesEventId = "c0",
            },
            Click with
            {
                Kind = IngestEventKind.InvalidatedImpression,
            },
            Click with
            {
                EventId = "c",
                InvalidatesEventId = "1",
            },
        ];
        foreach (var other in others)
        {
            var rig = new EngineRig("Asia/Kolkata");
            Send(rig, Click, Impression).ShouldBe(PartVerdict.Accept(2, 0));
            Send(rig, other, Impression).ShouldBe(PartVerdict.OtherBody, other.ToString());
        }

        // Where in its window an event falls counts for nothing.
        var sameHour = new EngineRig("Asia/Kolkata");
        Send(sameHour, Click, Impression).ShouldBe(PartVerdict.Accept(2, 0));
        Send(sameHour, Click with { Time = Click.Time.AddSeconds(1) }, Impression).ShouldBe(PartVerdict.Repeat(2));

        var twice = new EngineRig("Asia/Kolkata");
        Send(twice, Click, Impression).ShouldBe(PartVerdict.Accept(2, 0));
        Send(twice, Click, Impression, Impression).ShouldBe(PartVerdict.OtherBody);
        Send(twice, Click).ShouldBe(PartVerdict.OtherBody);
    }

    [Fact]
    public void A_group_may_stand_in_a_body_more_than_once()
    {
        byte[] whole = Encode(Impression, Impression);

        // The last bytes are the group's number of events, an event of seven bytes and one of three: the second gets a group that differs
        // in nothing.
        byte[] split = [.. whole[..^11], 1, .. whole[^10..^3], 0, 1, .. whole[^3..]];
        var rig = new EngineRig("Asia/Kolkata");
        rig.SendBinary("b", whole).Verdict.ShouldBe(PartVerdict.Accept(2, 0), Convert.ToHexString(whole));
        rig.SendBinary("b", split).Verdict.ShouldBe(PartVerdict.Repeat(2), Convert.ToHexString(whole));
    }

    [Fact]
    public void What_the_encoder_adds_in_any_order_makes_the_same_body_of_the_same_events() =>
        Gen.Select(EventMaker.Any.Array[2, 20], Gen.Int[0, 1_000_000])
            .Sample(
                (events, seed) =>
                {
                    var shuffled = (IngestEvent[])[.. events];
                    new Random(seed).Shuffle(shuffled);
                    var rig = new EngineRig("Asia/Kolkata", "Asia/Kathmandu");
                    var first = rig.SendBinary("b", Encode(events)).Verdict;
                    var second = rig.SendBinary("b", Encode(shuffled)).Verdict;
                    if (first is { Outcome: PartOutcome.Accepted } accepted)
                    {
                        second.ShouldBe(PartVerdict.Repeat(accepted.Lines));
                    }
                },
                iter: 300,
                threads: 1
            );

    private static PartVerdict? Send(EngineRig rig, params IngestEvent[] events) => rig.SendBinary("b", Encode(events)).Verdict;

    private static byte[] Encode(params IngestEvent[] events)
    {
        var encoder = new EventBatchEncoder();
        Array.ForEach(events, encoder.Add);
        return encoder.ToArray();
    }
}
