using System.Runtime.InteropServices;
using Millrace.Engine.Attribution;
using Millrace.Engine.Cells;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Journal;
using Millrace.Engine.Pages;
using Millrace.Engine.Publication;
using Millrace.Engine.Repeats;

namespace Millrace.Engine;

/// <summary>
/// One partition's engine: a command is decided against the state, written as journal records, and those records are folded
/// into the state. Deterministic: no I/O, no clock, no chance. One caller at a time.
/// </summary>
public sealed class PartitionEngine
{
    private readonly PartitionOptions options;
    private readonly PublicationTurns turns;
    private readonly PublicationSlices due;
    private readonly PartitionState state;
    private readonly BatchPlan plan;
    private readonly Recorder recorder;
    private readonly ShopperStep shoppers;
    private readonly BudgetTelling budgets;
    private readonly EntityStep entities;
    private readonly IdSet inBatch = new();
    private readonly List<(Shown Shown, int KeywordText, int MatchType)> shown = [];
    private readonly AccountErasure erasure;
    private PagingRound? round;
    private long pagedThrough;
    private long turnTime;
    private int repeated;

    public PartitionEngine(PartitionOptions options)
    {
        this.options = options;
        turns = new PublicationTurns(options);
        due = new PublicationSlices(options.CellsPerSliceMax);
        state = new PartitionState(options.HashSeed);
        plan = new BatchPlan(options.HashSeed);
        recorder = new Recorder(state);
        shoppers = new ShopperStep(state, plan, recorder);
        var publisher = new DocumentPublisher(state, recorder);
        budgets = new BudgetTelling(state, recorder, publisher);
        entities = new EntityStep(state, recorder, budgets, publisher);
        erasure = new AccountErasure(state);
    }

    /// <summary>Number of the last journal entry that is in the state.</summary>
    public long Sequence => state.Sequence;

    /// <summary>How many of the purchases that were taken in are credited to no ad, of whatever ad product.</summary>
    public long UnattributedPurchases => state.Unattributed;

    /// <summary>True from <see cref="BeginPaging"/> until the last page of the round was handed over.</summary>
    public bool IsPaging => round is not null;

    /// <summary>True from <see cref="Turn"/> until <see cref="GoOn"/> has done all that the turn brings with it.</summary>
    public bool IsTurning { get; private set; }

    /// <summary>True until <see cref="GoOnErasing"/> has done all: what was erased stands in no page any more, and in no entry that is kept.</summary>
    public bool IsErasing => erasure.IsOn || state.ErasedAt > pagedThrough;

    /// <summary>Starts from a head page instead of from nothing; answers the pages to <see cref="Restore"/> next, in their order.</summary>
    public IReadOnlyList<PageId> Load(ReadOnlySpan<byte> head)
    {
        var pages = HeadPage.Read(head, state);
        pagedThrough = state.Sequence;
        return pages;
    }

    /// <summary>
    /// The same from the one snapshot of the first version. After it and the entries that follow, the caller pages the whole
    /// state before anything else is written.
    /// </summary>
    public IReadOnlyList<PageId> LoadVersion1(ReadOnlySpan<byte> snapshot)
    {
        Version1.ReadSnapshot(snapshot, state);
        return [.. Version1.ColdWindows(state)];
    }

    /// <summary>Pages on disk that have to be <see cref="Restore"/>d before the part can be accepted; asked again until there are none.</summary>
    /// <param name="now">Platform time, unix seconds.</param>
    public IReadOnlyCollection<PageId> MissingFor(EventPart part, long now)
    {
        var missing = new SortedSet<PageId>(PageOrder.Instance);
        if (state.Cold.Count > 0)
        {
            AddMissing(WindowsOf(part), missing);
            AddMissing(shoppers.WindowsFor(part, Frozen(part, now)), missing);
        }

        foreach (var happened in part.Identified)
        {
            if (happened.IsIdentified)
            {
                state.Repeats.AddMissing(happened.Day, happened.Id, missing);
            }

            if (happened.Takes != UInt128.Zero)
            {
                state.Repeats.AddMissing(happened.Day, happened.Takes, missing);
            }
        }

        return missing;
    }

    /// <summary>The same for a journal entry that is about to be recovered.</summary>
    public IReadOnlyCollection<PageId> MissingFor(ReadOnlySpan<byte> entry)
    {
        if (state.Cold.Count == 0)
        {
            return [];
        }

        var missing = new SortedSet<PageId>(PageOrder.Instance);
        AddMissing(EntrySkim.WindowsOf(entry), missing);
        return missing;
    }

    /// <summary>Brings a page into memory.</summary>
    public void Restore(PageId page, ReadOnlySpan<byte> data) => PartitionPages.Read(page, data, state);

    /// <summary>Recovery: folds an entry again, deciding nothing.</summary>
    public void Recover(long sequence, ReadOnlySpan<byte> entry) => state.FoldEntry(sequence, entry);

    /// <summary>Begins to write out all that has changed, a few pages with each entry.</summary>
    public void BeginPaging() => round = new PagingRound(state);

    /// <summary>Ends the entry of these effects, with pages where a round is on; what follows belongs to the next entry.</summary>
    /// <param name="pageBytesMax">Pages are added until they are so large: what bounds the pause.</param>
    public void EndEntry(Effects effects, int pageBytesMax)
    {
        if (round is not null && round.Step(effects, pageBytesMax))
        {
            pagedThrough = round.Through;
            round = null;
        }

        state.Repeats.Unload();
        state.Sequence = effects.Sequence;
    }

    /// <summary>Takes in one partition's part of a batch.</summary>
    /// <param name="now">Platform time, unix seconds.</param>
    public PartVerdict Accept(EventPart part, long now, Effects effects)
    {
        if (state.Repeats.TryFindBatch(part.Batch, out var known))
        {
            return known.Digest == part.Digest ? PartVerdict.Repeat(part.Lines) : PartVerdict.OtherBody;
        }

        FindFresh(part);
        if (!plan.TryMake(part, state))
        {
            return PartVerdict.OutOfRange;
        }

        Describe(part, effects);
        recorder.Write(effects, writer => BatchRecord.Write(writer, part, plan, (int)(now / 86_400)));
        shoppers.Accept(part, now, Frozen(part, now), effects);
        budgets.Spend(part, plan, now, effects);
        if (part.IsImport)
        {
            Publish(DirtyOf(WindowsOf(part).Concat(shoppers.Windows)).ConvertAll(CellRange.All), effects);
        }

        return PartVerdict.Accept(part.Lines, repeated + shoppers.Repeated);
    }

    /// <summary>
    /// Forgets what a shopper did until now; what was credited stays. Touches and deeds that come later are taken in. One of whom
    /// nothing is known leaves no trace. Pages and journal have forgotten it when <see cref="IsErasing"/> is over.
    /// </summary>
    /// <param name="shopper">As <see cref="EventIds.ShopperHash"/> has it.</param>
    public void ForgetShopper(ulong shopper, Effects effects)
    {
        if (!state.Attribution.Knows(shopper))
        {
            // Rows that were dropped for their age may still stand in entries.
            state.ErasedAt = Math.Max(state.ErasedAt, state.Sequence);
            return;
        }

        recorder.Write(
            effects,
            writer =>
            {
                writer.Byte((byte)RecordKind.ForgottenShopper);
                AttributionRecords.WriteForget(writer, state.Attribution, shopper);
            }
        );
    }

    /// <summary>
    /// Erases an account from memory; <see cref="GoOnErasing"/> erases the rest of it. Nothing more of the account may be handed over
    /// from here on. What is asked again changes nothing.
    /// </summary>
    public void EraseAccount(int account, Effects effects)
    {
        recorder.Write(effects, writer => ErasureRecords.WriteAccount(writer, account));
        erasure.Begin(account);
    }

    /// <summary>Pages that have to be <see cref="Restore"/>d before <see cref="GoOnErasing"/>; asked again until there are none.</summary>
    public IReadOnlyCollection<PageId> MissingToErase() => erasure.IsOn ? erasure.Missing() : [];

    /// <summary>
    /// A bounded share of an erasure: some windows that are on disk, the texts, then pages until the journal is not needed any more. The
    /// caller commits first, and commits what comes of it, be it pages alone.
    /// </summary>
    public void GoOnErasing(Effects effects)
    {
        if (erasure.IsOn)
        {
            Cool(erasure.Step(recorder, effects), effects);
        }
        else if (IsErasing)
        {
            round ??= new PagingRound(state);
        }
    }

    /// <summary>Takes in the newest forms of entities, in their order; one that changes nothing leaves no trace.</summary>
    /// <param name="now">Platform time, unix seconds.</param>
    public void Upsert(IReadOnlyList<EntityUpsert> upserts, long now, Effects effects) => entities.Upsert(upserts, now, effects);

    /// <summary>Tells one subscription the present state of what its dataset of documents shows of an account, from a place on.</summary>
    /// <param name="from">0, then what the step before has answered.</param>
    /// <param name="now">Platform time, unix seconds.</param>
    public SnapshotPart Snapshot(int account, string dataset, string subscription, int from, long now, Effects effects) =>
        entities.Snapshot(account, dataset, subscription, from, now, effects);

    /// <summary>
    /// The partition's clock: finds what is due now. <see cref="GoOn"/> does it, a bounded share with each entry; other commands may come
    /// between. A turn that begins while one is on joins it.
    /// </summary>
    /// <param name="now">Platform time, unix seconds.</param>
    /// <returns>Whether a dataset is to be published: what was due of it until now has been when the turn is over.</returns>
    public bool Turn(long now)
    {
        var isMoment = turns.HasCome(now);
        due.Add(turns.Due(state, now));
        (turnTime, IsTurning) = (now, true);
        return isMoment;
    }

    /// <summary>
    /// Publishes the next slice of what is due; with the last one, sends old windows to disk and forgets old repeats. It may write
    /// pages, in which what would be folded under the same entry afterwards would be missing: the caller commits first.
    /// </summary>
    public void GoOn(Effects effects)
    {
        Publish(due.Take(), effects);
        if (!due.IsEmpty)
        {
            return;
        }

        Cool(turnTime - (long)options.WarmFor.TotalSeconds - 3600, effects);
        Forget((int)(turnTime / 86_400) - options.RepeatDays - 1, effects);
        Drop(turnTime, effects);
        Freeze(effects);
        IsTurning = false;
    }

    private void AddMissing(IEnumerable<WindowId> windows, SortedSet<PageId> missing)
    {
        foreach (var window in windows)
        {
            if (state.IsMissing(window))
            {
                missing.UnionWith(PartitionPages.AllOf(window, state.Cold[window]));
            }
        }
    }

    private void FindFresh(EventPart part)
    {
        const int Ahead = 16;
        plan.Fresh.Clear();
        repeated = 0;
        inBatch.Clear();
        var identified = CollectionsMarshal.AsSpan(part.Identified);
        for (var place = 0; place < identified.Length; place++)
        {
            if (place + Ahead < identified.Length)
            {
                ref readonly var later = ref identified[place + Ahead];
                state.Repeats.Fetch(later.Day, later.Id);
            }

            ref readonly var happened = ref identified[place];
            if (!happened.IsIdentified)
            {
                // One more cell of the event before.
                if (plan.Fresh.Count > 0 && plan.Fresh[^1] == place - 1)
                {
                    plan.Fresh.Add(place);
                }

                continue;
            }

            var isTaken =
                happened.Takes != UInt128.Zero
                && (state.Repeats.HasEvent(happened.Day, happened.Takes) || inBatch.Contains(happened.Takes));
            if (isTaken || state.Repeats.HasEvent(happened.Day, happened.Id) || !inBatch.Add(happened.Id))
            {
                repeated++;
                continue;
            }

            if (happened.Takes != UInt128.Zero)
            {
                inBatch.Add(happened.Takes);
            }

            plan.Fresh.Add(place);
        }
    }

    /// <summary>Writes what the part brings that is no count: accounts, texts, what is shown of targets.</summary>
    private void Describe(EventPart part, Effects effects)
    {
        part.Accounts.ForEach(account => recorder.DescribeAccount(account, effects));
        FindShown(part.Shown);
        if (plan.NewTexts.Count > 0)
        {
            recorder.Write(effects, WriteNewTexts);
        }

        foreach (var (what, keywordText, matchType) in shown)
        {
            var (account, target) = TargetOf(in what);
            recorder.ShowTarget(account, target, keywordText, matchType, effects);
        }

        foreach (var family in plan.Families)
        {
            family.RememberKeys(state);
        }

        foreach (var (what, keywordText, matchType) in shown)
        {
            var (account, target) = TargetOf(in what);
            if (state.HasAttributes(account, target, keywordText, matchType))
            {
                var family = plan.Of(what.Family);
                state.Keys(family.Family).Show(family.Cells.Combination(what.Cell), what.Hash);
            }
        }
    }

    /// <summary>Finds the texts of what is perhaps not known to be shown.</summary>
    private void FindShown(ShownTexts texts)
    {
        shown.Clear();
        for (var number = 0; number < texts.Count; number++)
        {
            ref readonly var what = ref texts[number];
            if (plan.Of(what.Family) is var family && family.IsUsed(what.Cell) && !family.IsKnown(in what))
            {
                shown.Add((what, plan.Text(texts.KeywordText(in what), state), plan.Text(texts.MatchType(in what), state)));
            }
        }
    }

    private (int Account, int Target) TargetOf(in Shown what)
    {
        var key = plan.Of(what.Family).Key(what.Cell);
        return (key[0], key[1 + CellFamily.TargetDimension]);
    }

    private void WriteNewTexts(ByteWriter writer)
    {
        DescriptionRecords.BeginTexts(writer, state.Texts.Count, plan.NewTexts.Count);
        for (var text = 0; text < plan.NewTexts.Count; text++)
        {
            writer.Bytes(plan.NewTexts[text]);
        }
    }

    private void Publish(IReadOnlyList<CellRange> slice, Effects effects)
    {
        if (slice.Count == 0)
        {
            return;
        }

        var blocks = new BlockBuilder(options.Incarnation, state.Publication, state, effects.Blocks);
        foreach (var cells in slice)
        {
            blocks.Add(cells);
        }

        var last = blocks.Finish();
        recorder.Write(effects, writer => PublicationRecords.WriteSlice(writer, last, slice));
    }

    private void Cool(long warmFrom, Effects effects) =>
        Cool([.. state.Windows.Values.Where(window => window.Id.Start < warmFrom && !window.IsDirty)], effects);

    private void Cool(IReadOnlyList<WindowCells> cooling, Effects effects)
    {
        foreach (var page in cooling.SelectMany(PartitionPages.ChangedOf).ToList())
        {
            var writer = new ByteWriter();
            PartitionPages.TryWrite(page, state, effects.Sequence, writer);
            effects.Pages.Add(new(page, writer.Written));
        }

        if (cooling.Count > 0)
        {
            cooling.ToList().ForEach(erasure.Note);
            recorder.Write(effects, writer => PublicationRecords.WriteCooling(writer, cooling));
        }
    }

    private void Forget(int before, Effects effects)
    {
        if (before > state.ForgottenBefore && state.Sequence > 0)
        {
            // A round that is on would name pages of what is forgotten now.
            round = null;
            recorder.Write(
                effects,
                writer =>
                {
                    writer.Byte((byte)RecordKind.Forgetting);
                    writer.Signed(before);
                }
            );
        }
    }

    /// <summary>Lets touches and deeds go that are too old to matter.</summary>
    private void Drop(long now, Effects effects)
    {
        foreach (var (log, through) in state.Attribution.Droppable(now).ToList())
        {
            // A round that is on would name pages of what is dropped now.
            round = null;
            recorder.Write(
                effects,
                writer =>
                {
                    writer.Byte((byte)RecordKind.DroppedShoppers);
                    AttributionRecords.WriteDrop(writer, log, through);
                }
            );
        }
    }

    /// <summary>When too many event ids are in memory, those of the fullest day go to disk.</summary>
    private void Freeze(Effects effects)
    {
        if (state.Repeats.EventIdsInMemory <= options.EventIdsInMemoryMax)
        {
            return;
        }

        // A round that is on would name pages of what leaves memory now.
        round = null;
        var day = state.Repeats.Events.Values.MaxBy(ids => ids.InMemory)!;
        var number = day.Runs.Count;
        var pages = IdRun.PagesFor(day.InMemory);
        var writer = effects.Entry;
        writer.Byte((byte)RecordKind.Freezing);
        writer.Signed(day.Day);
        writer.Varint((ulong)number);
        writer.Varint((ulong)pages);
        day.Freeze(number, pages, effects.Pages);
    }

    private static IEnumerable<WindowId> WindowsOf(EventPart part) =>
        part.Families.SelectMany(cells =>
            Enumerable.Range(0, part.Windows.Count).Select(window => new WindowId(part.Windows[window], cells.Family.Number))
        );

    /// <summary>What earlier touches have to their credit is not changed any more; by old data it is.</summary>
    private FrozenHours Frozen(EventPart part, long now) => new(part.IsImport ? null : options.Policies, now);

    private List<WindowCells> DirtyOf(IEnumerable<WindowId> windows) =>
        [.. windows.Distinct().Order().Select(state.FindWindow).OfType<WindowCells>().Where(window => window.IsDirty)];
}
