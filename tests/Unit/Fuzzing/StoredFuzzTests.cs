using Millrace.Engine;
using Millrace.Engine.Pages;
using Millrace.Engine.Projections;
using Millrace.Storage.Ledger;
using Millrace.Unit.Engine;

namespace Millrace.Unit.Fuzzing;

/// <summary>
/// What a disk may have made of journals, pages and blocks: the checksum tells it, and were it right by chance or fraud, reading ends with
/// an error that is told, in bounded memory.
/// </summary>
public sealed class StoredFuzzTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Engine", "Formats");

    private static readonly List<(PageId Page, byte[] Data)> Pages =
    [
        .. File.ReadLines(Path.Combine(Folder, "pages-3.txt"))
            .Select(line => line.Split(' '))
            .Select(words =>
                (
                    new PageId(Enum.Parse<PageKind>(words[0]), Number(words[1]), (int)Number(words[2])),
                    Convert.FromHexString(words[3])
                )
            ),
    ];

    [Fact]
    public void A_damaged_block_is_an_error() =>
        FuzzRun.Play("blocks", Blocks(), [], bytes => Read(() => Rendered.Messages(bytes).Count));

    [Fact]
    public void A_damaged_entry_of_the_journal_is_an_error() =>
        FuzzRun.Play(
            "journal entries",
            [.. Lines("entries-2.txt"), .. Lines("entries-3.txt")],
            [],
            bytes =>
                Read(
                    () =>
                    {
                        var engine = Loaded();
                        engine.Recover(engine.Sequence + 1, bytes);
                        return engine.Sequence;
                    },
                    isOfPartition: true
                )
        );

    [Fact]
    public void A_damaged_page_is_an_error()
    {
        var head = Pages.Single(page => page.Page == PageId.Head).Data;
        FuzzRun.Play(
            "pages",
            [.. Pages.Select((page, number) => (byte[])[(byte)number, .. page.Data])],
            [],
            bytes =>
                Read(
                    () =>
                    {
                        var page = Pages[bytes.Length == 0 ? 0 : bytes[0] % Pages.Count].Page;
                        var data = bytes.AsSpan(Math.Min(1, bytes.Length));
                        var engine = NewEngine();
                        var needed = engine.Load(page == PageId.Head ? data : head).Count;
                        if (page != PageId.Head)
                        {
                            engine.Restore(page, data);
                        }

                        return needed;
                    },
                    isOfPartition: true
                )
        );
    }

    [Fact]
    public void A_damaged_row_of_the_ledger_is_told_by_its_checksum()
    {
        byte[] data = [.. Enumerable.Range(0, 300).Select(place => (byte)(place * 7))];
        FuzzRun.Play(
            "checksums",
            [Checked.Seal(data)],
            [],
            bytes =>
                Read(() =>
                {
                    // What is let through has the checksum that sealing it gives.
                    Checked.Seal(Checked.Open(bytes, "row")).ShouldBe(bytes);
                    return data.Length;
                })
        );
    }

    /// <param name="isOfPartition">
    /// Behind the checksum a partition takes any exception for a fault of its own, that there is not so much memory too: it is told, and the
    /// others go on.
    /// </param>
    private static FuzzAnswer Read(Func<long> read, bool isOfPartition = false)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var answer = FuzzAnswer.Read($"{read()}");
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(64 << 20);
            return answer;
        }
        catch (Exception fault) when (fault is InvalidDataException || isOfPartition)
        {
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(64 << 20);
            return FuzzAnswer.Refused(fault.Message);
        }
    }

    /// <summary>An engine as the pages have it, which the entries go on from.</summary>
    private static PartitionEngine Loaded()
    {
        var engine = NewEngine();
        foreach (var needed in engine.Load(Pages.Single(page => page.Page == PageId.Head).Data))
        {
            engine.Restore(needed, Pages.Single(page => page.Page == needed).Data);
        }

        return engine;
    }

    private static PartitionEngine NewEngine() =>
        new(
            new PartitionOptions
            {
                Partition = 0,
                Incarnation = EngineRig.Incarnation,
                HashSeed = 77,
            }
        );

    private static byte[][] Blocks()
    {
        var rig = new EngineRig("Asia/Kolkata");
        rig.Send(
            "b1",
            [
                """{"type":"impression","count":3,"time":"2026-05-28T20:26:00Z","advertiser_id":"ADV0","marketplace_id":"MKT","campaign_id":"1","ad_group_id":"2","ad_id":"3","keyword_id":"4","placement":"Off Amazon"}""",
            ]
        );
        rig.Now += 7200;
        rig.Turn();
        return
        [
            Convert.FromHexString(File.ReadAllText(Path.Combine(Folder, "block-1.hex")).Trim()),
            Convert.FromHexString(File.ReadAllText(Path.Combine(Folder, "block-2.hex")).Trim()),
            .. Lines("dsp-blocks-1.txt"),
            .. rig.Blocks.Select(block => block.Data.ToArray()),
        ];
    }

    private static byte[][] Lines(string file) => [.. File.ReadLines(Path.Combine(Folder, file)).Select(Convert.FromHexString)];

    private static long Number(string text) => long.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
