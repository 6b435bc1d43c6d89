using Millrace.Engine.Attribution;
using Millrace.Engine.Cells;
using Millrace.Engine.Crediting;
using Millrace.Engine.Repeats;

namespace Millrace.Engine.Ingestion;

/// <summary>Takes the good events of a batch into its parts, each in its order: what counts in a cell, what a shopper did.</summary>
internal sealed class EventTaker(EventBatchOptions options)
{
    private readonly EventIds ids = new(options.EventIdSeed);
    private EventBatchOptions options = options;

    public EventTimes Times { get; private set; } = new(options);

    /// <summary>Goes on with another batch of the same deployment.</summary>
    public void Begin(EventBatchOptions newOptions) => (options, Times) = (newOptions, new EventTimes(newOptions));

    /// <summary>
    /// Finds where an event of an ad will count; of what is no such event nothing is to be found. Null, or why it is refused: an event that
    /// is out of time is noted, and counts nowhere.
    /// </summary>
    public string? Place(ref LineUnderway underway)
    {
        ref readonly var parsed = ref underway.Line;
        underway.Counting = Counting.Of(parsed.Product, parsed.Subject);
        if (underway.Counting is not { } counting)
        {
            return null;
        }

        underway.Name = underway.NameOf(counting.Family);
        underway.Name.Write(underway.Entry.Key, in parsed, counting.Fields);
        underway.Cells = underway.Part.CellsOf(counting.Family);
        if (Times.Untimely(in parsed, counting.Family) is { } untimely)
        {
            NoteUncounted(underway.Part, underway.Cells, underway.Name, counting, underway.Entry, in parsed);
            return untimely;
        }

        underway.Place();
        return null;
    }

    /// <summary>Takes an event that was placed; null, or why it is refused.</summary>
    public string? Take(in LineUnderway underway) =>
        underway.Counting is not null ? CountAd(in underway)
        : underway.Line.Subject == EventKind.AttributedConversion ? CountAttributed(in underway)
        : TakeDeed(underway.Part, underway.Entry, in underway.Line);

    /// <summary>Counts an event in its cell; null, or why it is refused.</summary>
    public string? Count(EventPart part, BatchCells cells, int cell, Counting counting, int account, in EventLine parsed)
    {
        if (!parsed.EventId.IsEmpty)
        {
            counting.Write(in parsed, part.TakeLanes(counting.Family, out var at));
            part.Identified.Add(Happened(counting.Family, account, in parsed) with { Cell = cell, LanesAt = at });
        }
        else if (!counting.TryAdd(in parsed, cells.Lanes(cell)))
        {
            return "the sum of its cell would leave the range of the service: check count and money";
        }

        part.Lines++;
        return null;
    }

    /// <summary>Notes an event of an ad that is too old, or too young, to be counted.</summary>
    public void NoteUncounted(
        EventPart part,
        BatchCells cells,
        CombinationName name,
        Counting counting,
        AccountCache.Entry entry,
        in EventLine parsed
    )
    {
        Span<long> lanes = stackalloc long[counting.Family.Lanes];
        counting.Write(in parsed, lanes);
        NoteUncounted(part, cells, name, entry, parsed.Time, Happened(counting.Family, entry.Key, in parsed), lanes);
        if (!parsed.ShopperId.IsEmpty)
        {
            part.NoteUncounted(BatchDigest.Of(OfShopper(part, entry.Key, in parsed), parsed.Sku));
        }
    }

    private string? CountAd(in LineUnderway underway)
    {
        ref readonly var parsed = ref underway.Line;
        var (part, cells, counting) = (underway.Part, underway.Cells, underway.Counting!);
        var cell = underway.Cell();
        if (Count(part, cells, cell, counting, underway.Entry.Key, in parsed) is { } beyond)
        {
            return beyond;
        }

        if (!parsed.KeywordText.IsEmpty && counting.Family.HasTarget)
        {
            part.Show(cells, cell, parsed.KeywordText, parsed.MatchType);
        }

        if (!parsed.ShopperId.IsEmpty)
        {
            part.Shoppers.Add(OfShopper(part, underway.Entry.Key, in parsed));
        }

        return null;
    }

    private string? CountAttributed(in LineUnderway underway)
    {
        var taker = new AttributedTaker(this, in underway);
        ref readonly var parsed = ref underway.Line;
        var credit = Attributed(in parsed);
        var horizons = options.Policies.CreditHorizons(parsed.Product);
        foreach (var horizon in horizons)
        {
            taker.Begin(horizon, Times.UntimelyToCredit(in parsed, horizon) is not null);
            Credits.ForEach(in credit, parsed.Kind == EventKind.Invalidation ? -1 : 1, ref taker);
        }

        if (Times.UntimelyToCredit(in parsed, taker.Longest ?? horizons[0]) is { } untimely)
        {
            return untimely;
        }

        underway.Part.Lines++;
        return null;
    }

    private string? TakeDeed(EventPart part, AccountCache.Entry entry, in EventLine parsed)
    {
        var deed = OfShopper(part, entry.Key, in parsed);
        if (Times.UntimelyToCredit(in parsed, options.Policies.CreditSeconds) is { } untimely)
        {
            part.NoteUncounted(BatchDigest.Of(in deed, parsed.Sku));
            return untimely;
        }

        part.Shoppers.Add(deed);
        part.Lines++;
        return null;
    }

    private static void NoteUncounted(
        EventPart part,
        BatchCells cells,
        CombinationName name,
        AccountCache.Entry entry,
        long time,
        in CellEvent happened,
        ReadOnlySpan<long> lanes
    )
    {
        var window = entry.Account!.Zone.Window(time).Start;
        part.NoteUncounted(BatchDigest.Of(cells.Hash(name, window), in happened, lanes));
    }

    /// <summary>What a line does, cell and lanes left open.</summary>
    private CellEvent Happened(CellFamily family, int account, in EventLine parsed)
    {
        var (id, takes) = (ids.Event(account, parsed.EventId), ids.Taken(account, parsed.InvalidatesEventId));
        return new(id, takes, family.Number, Cell: 0, (int)(parsed.Time / 86_400), LanesAt: 0);
    }

    private ShopperEvent OfShopper(EventPart part, int account, in EventLine parsed)
    {
        var subject = parsed.Subject;
        var isBack = parsed.Kind == EventKind.Invalidation;
        var isTouch = subject is EventKind.Impression or EventKind.Click;
        return new(
            ids.Shopper(account, parsed.ShopperId),
            ids.OfShopper(account, isTouch && isBack ? parsed.InvalidatesEventId : parsed.EventId),
            isTouch ? 0 : ids.OfShopper(account, parsed.InvalidatesEventId),
            parsed.Time,
            account,
            subject,
            parsed.Product,
            isBack,
            part.Identified.Count - 1,
            part.AddSku(parsed.Sku),
            parsed.Sku.Length,
            UnitsOf(in parsed, subject),
            parsed.SalesMicros
        );
    }

    private static Credit Attributed(in EventLine parsed)
    {
        var kind = parsed.Conversion == EventKind.None ? EventKind.Purchase : parsed.Conversion;
        var seconds = parsed.ConversionTime - parsed.Time;
        return new()
        {
            AdProduct = parsed.Product,
            Combination = 0,
            Time = (uint)parsed.Time,
            Kind = kind.Deed(),
            Windows = parsed.IsView ? WindowsAfter.View(seconds) : WindowsAfter.Click(seconds),
            IsView = parsed.IsView,
            IsSameSku = !parsed.IsBrandHalo,
            IsNewToBrand = parsed.IsNewToBrand,
            Units = UnitsOf(in parsed, kind),
            SalesMicros = parsed.SalesMicros,
        };
    }

    private static int UnitsOf(in EventLine parsed, EventKind kind) =>
        (int)(
            parsed.Units >= 0 ? parsed.Units
            : kind == EventKind.Purchase ? 1
            : 0
        );

    /// <summary>
    /// Takes an attributed conversion into its cells: an identified event, of which each further cell is told without the id. The datasets
    /// that change for longest come first, so that the cell with the id counts for as long as any, and the batch has the same digest
    /// when it comes again and the event has become too old for some.
    /// </summary>
    private ref struct AttributedTaker(EventTaker owner, in LineUnderway underway) : ICellSink
    {
        private readonly LineUnderway underway = underway;
        private bool isFollowing;
        private bool isUntimely;
        private long horizon;

        /// <summary>The longest horizon of the datasets in which it counts.</summary>
        public long? Longest { get; private set; }

        /// <summary>Takes the cells of the datasets of one horizon next.</summary>
        public void Begin(long datasetHorizon, bool isNotInTime) => (horizon, isUntimely) = (datasetHorizon, isNotInTime);

        public void Add(CellFamily family, Measure? measure, scoped ReadOnlySpan<long> lanes)
        {
            if (owner.options.Policies.HorizonSeconds(family) != horizon)
            {
                return;
            }

            Longest ??= horizon;
            var (part, entry) = (underway.Part, underway.Entry);
            var name = underway.NameOf(family);
            name.Write(entry.Key, in underway.Line, FamilyFields.Of(family), measure is null ? default : measure.NameBytes);
            var cells = part.CellsOf(family);
            var happened = owner.Happened(family, entry.Key, in underway.Line);
            happened = happened with { Day = RepeatMemory.CreditBucket(happened.Day) };
            happened = isFollowing ? happened with { Id = UInt128.Zero, Takes = UInt128.Zero } : happened;
            if (isUntimely)
            {
                NoteUncounted(part, cells, name, entry, underway.Line.Time, in happened, lanes);
            }
            else
            {
                lanes.CopyTo(part.TakeLanes(family, out var at));
                part.Identified.Add(
                    happened with
                    {
                        Cell = cells.GetOrAdd(name, entry.WindowNumber(underway.Line.Time)),
                        LanesAt = at,
                    }
                );
            }

            isFollowing = true;
        }
    }
}
