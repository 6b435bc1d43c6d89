using System.Runtime.CompilerServices;
using Millrace.Engine.Attribution;
using Millrace.Engine.Journal;
using static Millrace.Unit.Engine.Attribution.Events;

namespace Millrace.Unit.Engine.Attribution;

/// <summary>What is stored of shoppers: records, pages that are newer than their head, and what a decision costs.</summary>
public sealed class AttributionMemoryTests
{
    [Fact]
    public void A_forgotten_shopper_stays_forgotten_and_what_came_later_stays_known()
    {
        var rig = new AttributionRig();
        rig.Send([Click(1, Start), Click(2, Start, shopper: 5)], [Purchase(8, Start)]);
        rig.BeginPaging();
        rig.Forget(Shopper);
        rig.Send([Click(3, Start)], [Purchase(9, Start)]);

        // The pages are written now, when the rows that came after the record are in them; the head is of before it.
        for (var page = 0; page < 9; page++)
        {
            rig.StepPaging();
        }

        rig.Crash();
        rig.Memory.HasDeed(Shopper, 8).ShouldBeFalse();
        rig.Memory.HasDeed(Shopper, 9).ShouldBeTrue();
        var touches = rig.Memory.TouchesOf(Shopper);
        touches.MoveNext().ShouldBeTrue();
        touches.Current.Id.ShouldBe(3UL);
        touches.MoveNext().ShouldBeFalse();
    }

    [Fact]
    public void Rows_keep_their_numbers_when_all_before_them_are_gone()
    {
        var rig = new AttributionRig(segmentShift: 0);
        rig.Send([Click(1, Start), Click(2, Start)], [Purchase(8, Start)]);
        rig.Drop(Start + (500 * Day));
        rig.Memory.Touches.EndSegment.ShouldBe(rig.Memory.Touches.FirstSegment);
        rig.BeginPaging();
        rig.StepPaging();
        rig.Crash();
        rig.Send(Click(3, Start));

        rig.Memory.Touches[2].Id.ShouldBe(3UL);
        rig.Crash();
    }

    [Theory]
    [InlineData(AttributionLog.Touches, 90)]
    [InlineData(AttributionLog.Deeds, 90)]
    [InlineData(AttributionLog.Purchases, 425)]
    internal void A_log_keeps_its_rows_for_its_days(AttributionLog log, int days)
    {
        var rig = new AttributionRig(segmentShift: 0);
        rig.Send([Click(1, Start)], [Purchase(8, Start)]);

        rig.Memory.Droppable(Start + (days * Day)).ShouldNotContain(drop => drop.Log == log);
        rig.Memory.Droppable(Start + (days * Day) + 1).ShouldContain((log, 0));
    }

    [Fact]
    public void What_an_import_brought_stays_for_14_days()
    {
        var rig = new AttributionRig(segmentShift: 0);
        rig.Send([Click(1, Start - (1000 * Day))], [Purchase(8, Start - (1000 * Day))]);

        rig.BeginPaging();
        for (var page = 0; page < 4; page++)
        {
            rig.StepPaging();
        }

        rig.Crash();
        rig.Memory.Changed().ShouldBeEmpty();
        rig.Memory.Droppable(Start + (14 * Day)).ShouldBeEmpty();
        rig.Memory.Droppable(Start + (14 * Day) + 1).Count().ShouldBe(3);
    }

    [Fact]
    public void A_page_that_is_on_disk_as_it_is_has_not_changed()
    {
        var rig = new AttributionRig(segmentShift: 1);
        rig.Send([Click(1, Start), Click(2, Start), Click(3, Start, shopper: 5)], []);
        rig.Memory.Changed().ShouldBe([(AttributionLog.Touches, 0), (AttributionLog.Touches, 1)]);
        foreach (var page in rig.Memory.Changed().ToList())
        {
            rig.Memory[page.Log].WritePage(page.Segment, new ByteWriter());
        }

        rig.Memory.Changed().ShouldBeEmpty();
        rig.Forget(5);
        rig.Memory.Changed().ShouldBe([(AttributionLog.Touches, 1)]);
    }

    [Fact]
    public void An_entry_that_follows_missing_ones_is_refused()
    {
        var (full, empty) = (new AttributionMemory(), new AttributionMemory());
        full.Touches.Add(Click(1, Start), Start);
        var writer = new ByteWriter();
        AttributionRecords.WriteRows(writer, full, Start, [Click(2, Start)], []);

        Should
            .Throw<InvalidDataException>(() =>
            {
                var reader = new ByteReader(writer.Written.Span);
                AttributionRecords.FoldRows(ref reader, empty, AttributionRecords.RowsVersion);
            })
            .Message.ShouldContain("entries are missing");
    }

    [Fact]
    public void A_page_of_another_segment_is_refused()
    {
        var memory = new AttributionMemory(segmentShift: 0);
        memory.Touches.Add(Click(1, Start), Start);
        memory.Touches.Add(Click(2, Start), Start);
        var writer = new ByteWriter();
        memory.Touches.WritePage(1, writer);

        Should
            .Throw<InvalidDataException>(() =>
            {
                var reader = new ByteReader(writer.Written.Span);
                new AttributionMemory(segmentShift: 0).Touches.ReadPage(ref reader);
            })
            .Message.ShouldContain("segment 1");
    }

    [Fact]
    public void A_page_with_more_rows_than_a_segment_is_refused()
    {
        var memory = new AttributionMemory(segmentShift: 1);
        memory.Touches.Add(Click(1, Start), Start);
        memory.Touches.Add(Click(2, Start), Start);
        var writer = new ByteWriter();
        memory.Touches.WritePage(0, writer);

        Should
            .Throw<InvalidDataException>(() =>
            {
                var reader = new ByteReader(writer.Written.Span);
                new AttributionMemory(segmentShift: 0).Touches.ReadPage(ref reader);
            })
            .Message.ShouldContain("damaged");
    }

    [Fact]
    public void A_log_of_a_newer_version_is_refused() =>
        Should
            .Throw<InvalidDataException>(() => new AttributionMemory()[(AttributionLog)3])
            .Message.ShouldContain("newer version");

    [Fact]
    public void Deeds_that_were_told_and_not_folded_are_a_fault_of_the_caller()
    {
        var attributor = new Attributor(new AttributionMemory());
        var sink = new CountingSink();
        attributor.Begin([], [Purchase(9, Start)], 0, sink);

        Should.Throw<InvalidOperationException>(() => attributor.End(sink));
    }

    [Fact]
    public void Rows_read_as_they_were_written()
    {
        Click(ulong.MaxValue, uint.MaxValue, product: -1, brand: -1)
            .ShouldBe(Again(Click(ulong.MaxValue, uint.MaxValue, product: -1, brand: -1)));
        foreach (var product in Enum.GetValues<AdProduct>())
        {
            var view = Invalid(View(7, Start, product, shopper: ulong.MaxValue)) with { Combination = int.MaxValue };
            Again(view).ShouldBe(view);
        }

        var deed = Return(10, Purchase(ulong.MaxValue, Start, int.MaxValue, long.MaxValue), -5, long.MinValue);
        Again(deed).ShouldBe(deed);
        PurchaseRow.TryFrom(Purchase(9, Start), 1L << 39, out var purchase).ShouldBeTrue();
        Again(purchase).ShouldBe(purchase);
    }

    [Fact]
    public void What_the_first_version_stored_stays_readable()
    {
        var memory = new AttributionMemory(segmentShift: 2);
        var head = new ByteReader(Convert.FromHexString(FirstFormat.Head));
        foreach (var page in memory.ReadHead(ref head))
        {
            var reader = new ByteReader(Convert.FromHexString(FirstFormat.Pages[(int)page.Log]));
            memory[page.Log].ReadPage(ref reader);
            reader.IsAtEnd.ShouldBeTrue();
        }

        head.IsAtEnd.ShouldBeTrue();
        memory.Touches[4].ShouldBe(FirstFormat.Touch);
        memory.Deeds[8].ShouldBe(FirstFormat.Purchase);
        memory.Purchases[12].ShouldBe(FirstFormat.Bought);
        var rows = new ByteReader(Convert.FromHexString(FirstFormat.Rows));
        AttributionRecords.FoldRows(ref rows, memory, version: 1);
        memory.Touches[5].ShouldBe(FirstFormat.Touch with { Id = 4 });
        memory.Deeds[9].ShouldBe(FirstFormat.Return);
        var forget = new ByteReader(Convert.FromHexString(FirstFormat.Forget));
        AttributionRecords.FoldForget(ref forget, memory);
        (memory.Touches[5].Shopper, memory.Deeds[9].Shopper, memory.Purchases[12].Shopper).ShouldBe((0UL, 0UL, 0UL));
        var drop = new ByteReader(Convert.FromHexString(FirstFormat.Drop));
        AttributionRecords.FoldDrop(ref drop, memory);
        memory.Touches.First.ShouldBe(4);
    }

    [Fact]
    public void Rows_have_the_sizes_that_are_said() =>
        (Unsafe.SizeOf<TouchRow>(), Unsafe.SizeOf<DeedRow>(), Unsafe.SizeOf<PurchaseRow>()).ShouldBe((36, 56, 36));

    [Fact]
    public void A_decision_allocates_nothing_once_it_has_its_memory()
    {
        var memory = new AttributionMemory();
        var attributor = new Attributor(memory);
        var sink = new CountingSink();
        var writer = new ByteWriter();
        var allocated = 0L;
        for (var batch = 0; batch < 40; batch++)
        {
            var at = Start + (batch * 10);
            TouchRow[] touches = [Click(1, at), Click(2, at - 100), Invalid(Click(2, at)), View(3, at)];
            DeedRow[] deeds = [Purchase((ulong)batch + 100, at + 5), Deed((ulong)batch + 200, at, DeedKind.PageView)];
            var before = GC.GetAllocatedBytesForCurrentThread();
            attributor.Begin(touches, deeds, 0, sink);
            var between = GC.GetAllocatedBytesForCurrentThread();
            writer.Clear();
            AttributionRecords.WriteRows(writer, memory, Start, touches, deeds);
            var reader = new ByteReader(writer.Written.Span);
            AttributionRecords.FoldRows(ref reader, memory, AttributionRecords.RowsVersion);
            var folded = GC.GetAllocatedBytesForCurrentThread();
            attributor.End(sink);
            allocated = GC.GetAllocatedBytesForCurrentThread() - folded + between - before;
        }

        sink.Taken.ShouldBePositive();
        allocated.ShouldBe(0);
    }

    private static TRow Again<TRow>(TRow row)
        where TRow : unmanaged, IShopperRow<TRow>
    {
        var writer = new ByteWriter();
        row.Write(writer);
        var reader = new ByteReader(writer.Written.Span);
        var again = TRow.Read(ref reader, AttributionRecords.RowsVersion);
        reader.IsAtEnd.ShouldBeTrue();
        return again;
    }

    private sealed class CountingSink : ICreditSink
    {
        public int Taken { get; private set; }

        public void Take(in Credit credit, int sign) => Taken++;
    }
}
