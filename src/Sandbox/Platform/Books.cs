using Millrace.Contracts.Datasets;
using Millrace.Sandbox.Platform.Accounting;
using Millrace.Sandbox.Platform.Shoppers;

namespace Millrace.Sandbox.Platform;

/// <summary>
/// The platform's own books: what everybody else's sums are held against, for every dataset. They are kept by code of their own, from
/// events to sums and from shoppers' histories to credits, so that agreeing with them is evidence. Safe for several threads.
/// </summary>
/// <remarks>
/// Totals are kept for ever, rows for as long as something can change them: those of traffic for <see cref="KeptHours"/>, those of
/// attribution for as long as a shopper lives.
/// </remarks>
public sealed class Books
{
    /// <summary>Invalid traffic is found within 71 hours, and told rows end with the hour.</summary>
    public const int KeptHours = 76;

    private const long HourSeconds = 3600;
    private const long LifeSeconds = ActTimes.SlicesMax * TrafficSource.SliceSeconds;
    private readonly Lock gate = new();
    private readonly BookSheet[] sheets = [.. Datasets.All.Select(dataset => new BookSheet(dataset.Id))];
    private readonly TrafficFigures[] traffic;
    private readonly SponsoredFigures[] sponsored;
    private readonly DspFigures dsp;
    private readonly Dictionary<(VirtualAccount Account, string Shopper), ShopperHistory> histories = [];
    private readonly Queue<(VirtualAccount Account, string Shopper)> byAge = [];
    private long order;
    private long now;

    public Books()
    {
        traffic =
        [
            new(AdProduct.Sp, Sheet("sp-traffic"), null),
            new(AdProduct.Sb, Sheet("sb-traffic"), Sheet("sb-rich-media")),
            new(AdProduct.Sd, Sheet("sd-traffic"), null),
            new(AdProduct.Dsp, Sheet("adsp-traffic"), Sheet("adsp-rich-media")),
        ];
        sponsored =
        [
            new(Sheet("sp-conversion"), null),
            new(Sheet("sb-conversion"), Sheet("sb-clickstream")),
            new(Sheet("sd-conversion"), null),
        ];
        dsp = new(Sheet("adsp-conversion"), Sheet("adsp-clickstream"));
    }

    /// <summary>What is to be told of entities and budgets; fed on its own.</summary>
    public DocumentBooks Documents { get; } = new();

    /// <summary>The figures that the books have of a dataset, in their order: all that its records are sent with.</summary>
    public static IEnumerable<DatasetField> MetricsOf(DatasetDeclaration dataset) =>
        dataset.Fields.Where(field => field is { Role: FieldRole.Metric, IsLandedOnly: false });

    /// <summary>Enters events; what is taken back is taken from the hour of what it takes back. A repeat counts nothing.</summary>
    public void Add(IEnumerable<PlatformEvent> events)
    {
        lock (gate)
        {
            foreach (var happened in events)
            {
                Add(in happened);
            }
        }
    }

    /// <summary>
    /// Sums of a dataset by account, in the order of the accounts and, of each, of <see cref="MetricsOf"/>; money in millionths. An account
    /// without events may not be among them.
    /// </summary>
    public IReadOnlyList<BookTotals> TotalsByAccount(string dataset)
    {
        lock (gate)
        {
            return
            [
                .. Sheet(dataset)
                    .Totals.OrderBy(account => account.Key.Number)
                    .Select(account => new BookTotals(account.Key, [.. account.Value])),
            ];
        }
    }

    /// <summary>
    /// Every row of a dataset that is kept, by account, hour and ids; take an absent one and one of zeros as equal.
    /// </summary>
    /// <param name="upTo">Where given, only windows that have ended by then.</param>
    public IReadOnlyList<BookCell> Cells(string dataset, DateTimeOffset? upTo = null)
    {
        lock (gate)
        {
            var sheet = Sheet(dataset);
            var end = upTo?.ToUnixTimeSeconds() ?? long.MaxValue;
            return
            [
                .. sheet
                    .Rows.Concat(CreditedRows(sheet))
                    .Where(row => end == long.MaxValue || row.Place.Account.Hours.At(row.Window).End <= end)
                    .GroupBy(row => (row.Window, row.Place), row => row.Values)
                    .Select(row => BookCell.Of(sheet, row.Key.Place, row.Key.Window, [.. row]))
                    .OrderBy(cell => cell.Account.Number)
                    .ThenBy(cell => cell.Window)
                    .ThenBy(cell => string.Join('/', cell.Dimensions), StringComparer.Ordinal),
            ];
        }
    }

    private void Add(in PlatformEvent happened)
    {
        Forget(happened.ArrivesAt);
        if (happened.IsRepeat)
        {
            return;
        }

        order++;
        if (happened.Shopper?.Conversion is { } conversion)
        {
            var credit = Told(in happened, conversion);
            if (SheetOf(in credit) is { } sheet)
            {
                Enter(in credit, sheet.Row(credit.Place, credit.Time), happened.IsInvalidation ? -1 : 1);
            }

            return;
        }

        if (happened.Product is { } product)
        {
            traffic[(int)product].Enter(in happened);
        }

        if (happened.Shopper is { } shopper)
        {
            Change(History(happened.Account, shopper.Shopper, happened.ArrivesAt), in happened);
        }
    }

    /// <summary>Takes out what a shopper came to, and enters what the shopper comes to with one more event.</summary>
    private void Change(ShopperHistory history, in PlatformEvent happened)
    {
        Total(history, -1);
        history.Add(in happened, order);
        Total(history, 1);

        void Total(ShopperHistory of, int sign)
        {
            foreach (var credit in of.Credits())
            {
                if (SheetOf(in credit) is { } sheet)
                {
                    Enter(in credit, sheet.TotalsOf(credit.Place.Account), sign);
                }
            }
        }
    }

    private ShopperHistory History(VirtualAccount account, string shopper, long arrivesAt)
    {
        if (!histories.TryGetValue((account, shopper), out var history))
        {
            histories.Add((account, shopper), history = new(arrivesAt));
            byAge.Enqueue((account, shopper));
        }

        return history;
    }

    /// <summary>Once an hour: forgets the rows that nothing changes any more, and shoppers whose lives are over.</summary>
    private void Forget(long arrivesAt)
    {
        if (arrivesAt / HourSeconds <= now / HourSeconds)
        {
            return;
        }

        now = arrivesAt;
        foreach (var sheet in sheets)
        {
            sheet.Forget(now - (KeptHours * HourSeconds));
        }

        while (byAge.TryPeek(out var oldest) && histories[oldest].Since < now - LifeSeconds)
        {
            histories.Remove(byAge.Dequeue());
        }
    }

    private static Credit Told(in PlatformEvent happened, ConversionDetail conversion) =>
        new(
            BookPlace.Of(in happened),
            happened.Time,
            conversion.Kind,
            conversion.Time - happened.Time,
            conversion.IsView,
            conversion.IsSameSku,
            conversion.IsNewToBrand,
            happened.Shopper!.Units,
            happened.Shopper.SalesMicros
        );

    private BookSheet? SheetOf(in Credit credit) =>
        credit.Place.Target.Product == AdProduct.Dsp
            ? dsp.Sheet(credit.Kind)
            : sponsored[(int)credit.Place.Target.Product].Sheet(credit.Kind);

    private void Enter(in Credit credit, BookRow row, int sign)
    {
        if (credit.Place.Target.Product == AdProduct.Dsp)
        {
            dsp.Enter(in credit, row, sign);
        }
        else
        {
            sponsored[(int)credit.Place.Target.Product].Enter(in credit, row, sign);
        }
    }

    /// <summary>What living shoppers come to, row by row.</summary>
    private IEnumerable<(long Window, BookPlace Place, long[] Values)> CreditedRows(BookSheet sheet)
    {
        var credits = histories.Values.SelectMany(history => history.Credits());
        foreach (var credit in credits.Where(credit => SheetOf(in credit) == sheet))
        {
            var values = new long[sheet.Metrics.Count];
            Enter(in credit, new(null, values), 1);
            yield return (credit.Place.Account.Hours.At(credit.Time).Start, credit.Place, values);
        }
    }

    private BookSheet Sheet(string dataset) =>
        Array.Find(sheets, sheet => sheet.Dataset.Id == dataset)
        ?? throw new ArgumentException($"The books have no dataset {dataset}.", nameof(dataset));
}
