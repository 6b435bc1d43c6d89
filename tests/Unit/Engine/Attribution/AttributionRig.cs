using Millrace.Engine.Attribution;
using Millrace.Engine.Journal;

namespace Millrace.Unit.Engine.Attribution;

/// <summary>A memory with its attributor, a journal and pages, driven as a partition drives it, that can be made to crash.</summary>
internal sealed class AttributionRig(int segmentShift = 2) : ICreditSink
{
    private const byte Rows = 1;
    private const byte Forgets = 2;
    private const byte Drops = 3;

    private readonly List<byte[]> journal = [];
    private readonly Dictionary<(AttributionLog, long), byte[]> pages = [];
    private readonly Dictionary<Credit, int> credits = [];
    private (byte[] Head, int Through)? head;
    private (byte[] Head, int Through, Queue<(AttributionLog, long)> Left)? round;
    private Attributor? attributor;

    public AttributionMemory Memory { get; private set; } = new(segmentShift);

    /// <summary>What is credited now, with how often.</summary>
    public IReadOnlyDictionary<Credit, int> Credits => credits;

    public int Unattributed { get; private set; }

    /// <summary>How many credits were taken and given.</summary>
    public int Takes { get; private set; }

    /// <summary>The one credit that there is.</summary>
    public Credit Credit => credits.ShouldHaveSingleItem().Key;

    /// <summary>Combinations that have a credit.</summary>
    public IEnumerable<int> Credited => credits.Keys.Select(credit => credit.Combination).Order();

    public void Take(in Credit credit, int sign)
    {
        Takes++;
        credits[credit] = credits.GetValueOrDefault(credit) + sign;
        if (credits[credit] == 0)
        {
            credits.Remove(credit);
        }
    }

    public void Send(params TouchRow[] touches) => Send(touches, []);

    public void Send(params DeedRow[] deeds) => Send([], deeds);

    /// <summary>Takes in a batch; deeds that are known already are left out.</summary>
    public void Send(TouchRow[] touches, DeedRow[] deeds, long frozenBefore = 0, long now = Events.Start)
    {
        var fresh = deeds
            .DistinctBy(deed => (deed.Shopper, deed.Id))
            .Where(deed => !Memory.HasDeed(deed.Shopper, deed.Id))
            .ToArray();
        attributor ??= new(Memory);
        Unattributed -= attributor.Begin(touches, fresh, frozenBefore, this);
        Commit(Rows, writer => AttributionRecords.WriteRows(writer, Memory, (uint)now, touches, fresh));
        Unattributed += attributor.End(this);
    }

    public void Forget(ulong shopper) => Commit(Forgets, writer => AttributionRecords.WriteForget(writer, Memory, shopper));

    public void Drop(long now)
    {
        foreach (var (log, through) in Memory.Droppable(now).ToList())
        {
            // A round that is on would name pages of what goes now.
            round = null;
            Commit(Drops, writer => AttributionRecords.WriteDrop(writer, log, through));
        }
    }

    /// <summary>Begins to write pages: the head is of now, each page is of when <see cref="StepPaging"/> comes to it.</summary>
    public void BeginPaging()
    {
        var writer = new ByteWriter();
        Memory.WriteHead(writer);
        round = (writer.Written.ToArray(), journal.Count, new(Memory.Changed()));
    }

    public void StepPaging()
    {
        if (round is not { } on)
        {
            return;
        }

        if (on.Left.TryDequeue(out var page))
        {
            var writer = new ByteWriter();
            Memory[page.Item1].WritePage(page.Item2, writer);
            pages[page] = writer.Written.ToArray();
            return;
        }

        head = (on.Head, on.Through);
        round = null;
    }

    /// <summary>All memory is lost; what stands in pages is read, and the journal behind the head folded again.</summary>
    public void Crash()
    {
        var lost = Memory;
        Memory = new AttributionMemory(segmentShift);
        (attributor, round) = (null, null);
        if (head is { } from)
        {
            var reader = new ByteReader(from.Head);
            foreach (var page in Memory.ReadHead(ref reader))
            {
                var read = new ByteReader(pages[page]);
                Memory[page.Log].ReadPage(ref read);
                read.IsAtEnd.ShouldBeTrue();
            }

            reader.IsAtEnd.ShouldBeTrue();
        }

        foreach (var entry in journal.Skip(head?.Through ?? 0))
        {
            Fold(entry);
        }

        ShouldBeSame(lost.Touches, Memory.Touches);
        ShouldBeSame(lost.Deeds, Memory.Deeds);
        ShouldBeSame(lost.Purchases, Memory.Purchases);
        Memory.Droppable(long.MaxValue / 2).ShouldBe(lost.Droppable(long.MaxValue / 2));
    }

    private void Commit(byte kind, Action<ByteWriter> write)
    {
        var writer = new ByteWriter();
        writer.Byte(kind);
        write(writer);
        journal.Add(writer.Written.ToArray());
        Fold(journal[^1]);
    }

    private void Fold(byte[] entry)
    {
        var reader = new ByteReader(entry);
        var skimmer = new ByteReader(entry);
        skimmer.Byte();
        switch (reader.Byte())
        {
            case Rows:
                AttributionRecords.FoldRows(ref reader, Memory, AttributionRecords.RowsVersion);
                AttributionRecords.SkimRows(ref skimmer, AttributionRecords.RowsVersion);
                break;
            case Forgets:
                AttributionRecords.FoldForget(ref reader, Memory);
                AttributionRecords.SkimForget(ref skimmer);
                break;
            default:
                AttributionRecords.FoldDrop(ref reader, Memory);
                AttributionRecords.SkimDrop(ref skimmer);
                break;
        }

        reader.IsAtEnd.ShouldBeTrue();
        skimmer.IsAtEnd.ShouldBeTrue();
    }

    private static void ShouldBeSame<TRow>(ShopperLog<TRow> lost, ShopperLog<TRow> found)
        where TRow : unmanaged, IShopperRow<TRow>
    {
        (found.First, found.End).ShouldBe((lost.First, lost.End));
        for (var row = lost.First; row < lost.End; row++)
        {
            found[row].ShouldBe(lost[row]);
        }
    }
}
