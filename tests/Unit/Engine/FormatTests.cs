using System.Text;
using System.Text.Json;
using Millrace.Contracts.Datasets;
using Millrace.Engine;
using Millrace.Engine.Journal;
using Millrace.Engine.Pages;

namespace Millrace.Unit.Engine;

/// <summary>Law 7: bytes that an older version stored are read by every later one.</summary>
public sealed class FormatTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Engine", "Formats");

    [Fact]
    public void A_record_has_the_declared_fields_in_their_order()
    {
        var rig = History();
        using var record = JsonDocument.Parse(Messages(rig.Blocks).First());
        record
            .RootElement.EnumerateObject()
            .Select(field => field.Name)
            .ShouldBe(Datasets.SpTraffic.Fields.Select(field => field.Name));
    }

    [Fact]
    public void A_block_of_version_1_renders_to_the_same_bytes()
    {
        var block = Convert.FromHexString(Stored("block-1.hex"));
        var messages = Rendered.Messages(block).Select(Encoding.UTF8.GetString);
        messages.ShouldBe(File.ReadLines(Path.Combine(Folder, "messages-1.ndjson")));
    }

    [Fact]
    public void A_snapshot_and_a_journal_entry_of_version_1_recover_to_the_same_publication()
    {
        var engine = new PartitionEngine(
            new PartitionOptions
            {
                Partition = 0,
                Incarnation = EngineRig.Incarnation,
                HashSeed = 99,
            }
        );
        engine.LoadVersion1(Convert.FromHexString(Stored("snapshot-1.hex"))).ShouldBeEmpty();
        engine.Recover(engine.Sequence + 1, Convert.FromHexString(Stored("entry-1.hex")));
        var effects = new Effects(engine.Sequence + 1);
        engine.Turn(1_780_000_000 + 7200);
        engine.GoOn(effects);

        // Published anew it is a block of today's version, whose ids have another rule; all else is as it was.
        Messages(effects.Blocks)
            .Select(WithoutId)
            .ShouldBe(File.ReadLines(Path.Combine(Folder, "messages-1.ndjson")).Select(WithoutId));
    }

    [Fact]
    public void A_block_of_version_2_renders_to_the_same_bytes()
    {
        var messages = Rendered.Messages(Convert.FromHexString(Stored("block-2.hex"))).Select(Encoding.UTF8.GetString);
        messages.ShouldBe(File.ReadLines(Path.Combine(Folder, "messages-2.ndjson")));
    }

    /// <summary>Blocks of all four, made when nothing was known of creatives, deals and advertisers.</summary>
    [Fact]
    public void Blocks_of_version_1_of_the_datasets_of_dsp_render_to_the_same_bytes() =>
        File.ReadLines(Path.Combine(Folder, "dsp-blocks-1.txt"))
            .SelectMany(block => Rendered.Messages(Convert.FromHexString(block)))
            .Select(Encoding.UTF8.GetString)
            .ShouldBe(File.ReadLines(Path.Combine(Folder, "dsp-messages-1.ndjson")));

    /// <summary>
    /// 2 is made from three batches: an impression of 3 and click c1; click c2 and an impression, with which all pages went out; c1 again
    /// and an impression of 2. 3 is made from a creative; the advertiser, with which all pages went out; the creative otherwise, a deal, and an
    /// impression of DSP.
    /// </summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Pages_and_journal_entries_of_later_versions_recover_to_the_same_publication(int version)
    {
        var pages = File.ReadLines(Path.Combine(Folder, $"pages-{version}.txt"))
            .Select(line => line.Split(' '))
            .ToDictionary(
                words => new PageId(Enum.Parse<PageKind>(words[0]), Number(words[1]), (int)Number(words[2])),
                words => Convert.FromHexString(words[3])
            );
        var engine = new PartitionEngine(
            new PartitionOptions
            {
                Partition = 0,
                Incarnation = EngineRig.Incarnation,
                HashSeed = 77,
            }
        );
        foreach (var page in engine.Load(pages[PageId.Head]))
        {
            engine.Restore(page, pages[page]);
        }

        // The pages went out with the first of these entries: what it says is in them already.
        foreach (var entry in File.ReadLines(Path.Combine(Folder, $"entries-{version}.txt")))
        {
            engine.Recover(engine.Sequence + 1, Convert.FromHexString(entry));
        }

        var effects = new Effects(engine.Sequence + 1);
        engine.Turn(1_780_000_000 + 7200);
        engine.GoOn(effects);

        Messages(effects.Blocks).ShouldBe(File.ReadLines(Path.Combine(Folder, $"messages-{version}.ndjson")));
    }

    /// <summary>What shoppers did, as it was written before rows said of which account they are.</summary>
    [Fact]
    public void A_journal_entry_with_deeds_of_no_said_account_recovers()
    {
        const ulong Shopper = 77;
        var entry = new ByteWriter();
        entry.Byte(2);
        entry.Byte(16);
        entry.Varint(1_780_000_000);
        entry.Varint(0);
        entry.Varint(0);
        entry.Varint(0);
        entry.Varint(0);
        entry.Varint(1);
        entry.Hash(new UInt128(Shopper, 5));
        entry.Byte(3);
        entry.Varint(0);
        entry.Varint(1_779_999_000);
        entry.Signed(-1);
        entry.Signed(-1);
        entry.Signed(1);
        entry.Signed(2_500_000);
        var engine = new PartitionEngine(
            new PartitionOptions
            {
                Partition = 0,
                Incarnation = EngineRig.Incarnation,
                HashSeed = 77,
            }
        );
        engine.MissingFor(entry.Written.Span).ShouldBeEmpty();
        engine.Recover(1, entry.Written.Span);

        var effects = new Effects(2);
        engine.ForgetShopper(Shopper, effects);
        effects.IsEmpty.ShouldBeFalse("the shopper is known");
        engine.IsErasing.ShouldBeTrue();
    }

    private static long Number(string text) => long.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What the stored files were made from.</summary>
    private static EngineRig History()
    {
        var rig = new EngineRig("Asia/Kolkata");
        rig.Send(
            "b1",
            [Line("\"type\":\"impression\",\"count\":3"), Line("\"type\":\"click\",\"event_id\":\"c1\",\"cost\":0.45")]
        );
        rig.BeginPaging();
        rig.Send(
            "b2",
            [
                Line("\"type\":\"click\",\"event_id\":\"c1\",\"cost\":0.45"),
                Line("\"type\":\"click\",\"event_id\":\"c2\",\"cost\":1.000001"),
            ]
        );
        rig.Now += 7200;
        rig.Turn();
        return rig;
    }

    private static string Line(string rest) =>
        $"{{{rest},\"time\":\"2026-05-28T20:26:00Z\",\"advertiser_id\":\"ADV0\",\"marketplace_id\":\"MKT\",\"campaign_id\":\"1\",\"ad_group_id\":\"2\",\"ad_id\":\"3\",\"keyword_id\":\"4\",\"keyword_text\":\"blå \\\"sko\\\"\",\"match_type\":\"BROAD\",\"placement\":\"Off Amazon\"}}";

    private static List<string> Messages(IEnumerable<PublishedBlock> blocks) =>
        [.. blocks.SelectMany(block => Rendered.Messages(block.Data)).Select(Encoding.UTF8.GetString)];

    private static string WithoutId(string message) => message[message.IndexOf("\"dataset_id\"", StringComparison.Ordinal)..];

    private static string Stored(string name) => File.ReadAllText(Path.Combine(Folder, name)).Trim();
}
