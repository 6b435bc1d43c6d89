using System.Text;
using Millrace.Contracts.Ingest;

namespace Millrace.Unit.Contracts.Ingest;

public sealed class EventBatchEncoderTests
{
    private static readonly IngestEvent Impression = new()
    {
        Kind = IngestEventKind.Impression,
        Time = DateTimeOffset.FromUnixTimeSeconds(100),
        AdvertiserId = "A",
        MarketplaceId = "M",
        CampaignId = "1",
        AdGroupId = "2",
        AdId = "3",
        TargetId = "4",
        Placement = "P",
    };

    [Fact]
    public void A_batch_of_nothing_is_a_head_and_three_zeros() =>
        new EventBatchEncoder().ToArray().ShouldBe([.. "MRE"u8, 1, 0, 0, 0]);

    [Fact]
    public void A_text_stands_once_however_many_events_have_it()
    {
        var one = Encode(Impression).Length;
        var encoder = new EventBatchEncoder();
        for (var number = 0; number < 100; number++)
        {
            encoder.Add(Impression);
        }

        // Flags and a difference of time of zero.
        encoder.ToArray().Length.ShouldBe(one + (99 * 2));
    }

    [Fact]
    public void The_number_of_an_event_in_the_body_leads_to_the_one_that_was_added()
    {
        var encoder = new EventBatchEncoder();
        encoder.Add(Impression with { Time = Impression.Time.AddSeconds(9) });
        encoder.Add(Impression with { CampaignId = "5" });
        encoder.Add(Impression);

        ((int[])[encoder.AddedAs(1), encoder.AddedAs(2), encoder.AddedAs(3)]).ShouldBe([3, 1, 2]);
        encoder.Count.ShouldBe(3);
    }

    [Fact]
    public void A_cleared_encoder_writes_what_a_new_one_does()
    {
        var encoder = new EventBatchEncoder();
        encoder.Add(Impression with { CampaignId = "another" });
        encoder.ToArray();
        encoder.Clear();
        encoder.Add(Impression);

        using var stream = new MemoryStream();
        encoder.WriteTo(stream);
        stream.ToArray().ShouldBe(Encode(Impression));
    }

    [Fact]
    public void Texts_are_utf_8_and_stand_behind_their_lengths()
    {
        var body = Encode(Impression with { KeywordText = "blå 靴" });
        body.AsSpan().IndexOf([(byte)Encoding.UTF8.GetByteCount("blå 靴"), .. "blå 靴"u8]).ShouldBePositive();
    }

    [Fact]
    public void What_the_form_cannot_carry_is_an_error_of_the_caller()
    {
        var encoder = new EventBatchEncoder();
        Should.Throw<ArgumentOutOfRangeException>(() => encoder.Add(Impression with { Count = -1 }));
        Should.Throw<ArgumentOutOfRangeException>(() => encoder.Add(Impression with { CostMicros = -1 }));
        encoder.Count.ShouldBe(0);
    }

    [Fact]
    public void A_full_batch_takes_no_more()
    {
        var encoder = new EventBatchEncoder();
        for (var number = 0; number < EventBatchFormat.AccountsMax; number++)
        {
            encoder.Add(Impression with { AdvertiserId = number.ToString("x", null) });
        }

        var fault = Should.Throw<InvalidOperationException>(() => encoder.Add(Impression));
        fault.Message.ShouldContain("send it");
    }

    private static byte[] Encode(params IngestEvent[] events)
    {
        var encoder = new EventBatchEncoder();
        Array.ForEach(events, encoder.Add);
        return encoder.ToArray();
    }
}
