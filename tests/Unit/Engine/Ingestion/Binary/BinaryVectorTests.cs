using System.Text.RegularExpressions;
using Millrace.Contracts.Ingest;
using Millrace.Engine;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Ingestion.Binary;

namespace Millrace.Unit.Engine.Ingestion.Binary;

/// <summary>The body in docs/ingest-binary.md: what everybody who writes an encoder tests it by, and every later version reads.</summary>
public sealed partial class BinaryVectorTests
{
    private static readonly IngestEvent First = new()
    {
        Kind = IngestEventKind.Impression,
        Time = new(2026, 7, 12, 15, 30, 0, TimeSpan.Zero),
        AdvertiserId = "ADV0",
        MarketplaceId = "MKT",
        CampaignId = "11",
        AdGroupId = "22",
        AdId = "33",
        TargetId = "44",
        KeywordText = "blå sko",
        MatchType = "BROAD",
        Placement = "Off Amazon",
        Currency = "USD",
        Count = 300,
    };

    private static readonly IngestEvent[] Events =
    [
        First,
        First with
        {
            Kind = IngestEventKind.Click,
            Time = First.Time.AddSeconds(90),
            Count = 1,
            CostMicros = 450_000,
            EventId = "c1",
        },
        First with
        {
            Kind = IngestEventKind.InvalidatedClick,
            Time = First.Time.AddSeconds(-3600),
            TargetId = "45",
            KeywordText = null,
            MatchType = null,
            Count = 1,
            CostMicros = 1_000_001,
            EventId = "i1",
            InvalidatesEventId = "c0",
        },
        First with
        {
            CampaignId = "",
        },
    ];

    [Fact]
    public void The_stored_body_is_that_of_the_docs() =>
        Convert.ToHexStringLower(Stored()).ShouldBe(Convert.ToHexStringLower(Told()));

    [Fact]
    public void The_encoder_writes_the_stored_body()
    {
        var encoder = new EventBatchEncoder();
        Array.ForEach(Events, encoder.Add);
        Convert.ToHexStringLower(encoder.ToArray()).ShouldBe(Convert.ToHexStringLower(Stored()));
    }

    [Fact]
    public void The_stored_body_gives_the_cells_of_the_docs()
    {
        var rig = new EngineRig("Asia/Kolkata") { Now = First.Time.ToUnixTimeSeconds() + 600 };
        var batch = new EventBatch(rig, rig.Options(), "tests", "id");
        new BinaryBatchReader().Read(batch, Stored()).ShouldBeNull();

        batch.Accepted.ShouldBe(3);
        batch.Refused.ShouldBe([new RefusedLine(4, "campaign_id must have 1 to 64 bytes")]);
        var part = batch.Parts.Single();
        PartText
            .Of(part)
            .Where(line => line.Contains(": ", StringComparison.Ordinal))
            .ShouldBe([
                "sp-traffic 1783866600 0|11|22|33|45|Off Amazon: 0 0 0",
                "sp-traffic 1783870200 0|11|22|33|44|Off Amazon: 300 0 0",
            ]);
        part.Identified.Select(of => string.Join(" ", part.LanesOf(in of).ToArray()))
            .ShouldBe(["0 1 450000", "0 -1 -1000001"], ignoreOrder: true);
        rig.SendBinary("b", Stored()).Verdict.ShouldBe(PartVerdict.Accept(3, 0));
    }

    private static byte[] Stored() =>
        Convert.FromHexString(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Engine", "Formats", "events-1.hex")).Trim()
        );

    /// <summary>The hexadecimal numbers at the beginnings of the lines of the docs' one block that begins with the magic.</summary>
    private static byte[] Told()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Millrace.slnx")))
        {
            folder = folder.Parent.ShouldNotBeNull();
        }

        var lines = File.ReadLines(Path.Combine(folder.FullName, "docs", "ingest-binary.md"));
        return Convert.FromHexString(
            string.Concat(lines.SelectMany(line => Bytes().Match(line).Groups[1].Captures.Select(part => part.Value)))
        );
    }

    [GeneratedRegex("^    (?:([0-9A-F]{2}) )+ *#")]
    private static partial Regex Bytes();
}
