using System.Text;

namespace Millrace.App.Bench;

/// <summary>
/// What a partition keeps of shoppers: memory of an open click and of a deed, and how long it takes to have them again, from the
/// journal and from pages. Clicks fall into few cells and their event ids go to disk, as in service, so that what is measured is
/// the touch; the same clicks without shoppers are taken off.
/// </summary>
internal sealed class AttributionBench : IBench
{
    private const int Combinations = 1_000;
    private const int Hours = 24;
    private const int Shoppers = 10_000_000;
    private const int BuyersMax = 1 << 20;
    private const int ClicksPerDeed = 10;

    public string Name => "attribution";

    public string Description =>
        "Bytes per open click and per deed, and recovery of them: --events is the number of open clicks.";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchOptions options)
    {
        var (plain, plainJournal) = await PlainAsync(options);
        await using var stand = await Recovery.StartAsync(options.Folder);
        var lines = Lines(Shoppers);
        var sender = new CellSender(stand, lines);
        var (click, journal) = await ClicksAsync(stand, sender, options.Events);
        var deeds = options.Events / ClicksPerDeed;
        lines.PurchasesPercent = 100;
        var deed = await DeedsAsync(stand, sender, deeds);
        await TellProductsAsync(stand, lines);
        var branded = await DeedsAsync(stand, sender, deeds);

        var tail = await stand.JournalBytesAsync();
        var fromTail = await Recovery.SecondsAsync(stand, Recovery.TailOnly, options.Runs);
        await stand.ReopenAsync(Recovery.AllToPages);
        await SendDrawnAsync(stand, sender, Hours, 1);
        var fromPages = await Recovery.SecondsAsync(stand, Recovery.AllToPages, options.Runs);
        return
        [
            new("open click, without what the click itself takes", click - plain, "B"),
            new("open click, all in", click, "B"),
            new("deed", deed, "B"),
            new("purchase of a known brand", branded, "B"),
            new("recovery from the journal", fromTail, "s"),
            new("recovery from pages", fromPages, "s"),
            new("journal, open click more than one without a shopper", journal - plainJournal, "B"),
            new("journal read in recovery", tail / 1e6, "MB"),
            new("open clicks", options.Events, ""),
            new("deeds", 2 * (deeds + CellSender.LinesPerBody), ""),
        ];
    }

    private static EventLines Lines(int shoppers) =>
        new(Combinations, EventLines.Advertisers, seed: 7, shoppers, BuyersMax) { ClicksPercent = 100 };

    /// <summary>Bytes in memory and in the journal of a click without a shopper.</summary>
    private static async Task<(double Memory, double Journal)> PlainAsync(BenchOptions options)
    {
        await using var stand = await Recovery.StartAsync(options.Folder);
        return await ClicksAsync(stand, new CellSender(stand, Lines(shoppers: 0)), options.Events);
    }

    /// <summary>The same of a day of clicks; a turn after each hour sends event ids to disk.</summary>
    private static async Task<(double Memory, double Journal)> ClicksAsync(IngestStand stand, CellSender sender, int events)
    {
        // The first body makes what every later one uses again.
        await SendDrawnAsync(stand, sender, 0, CellSender.LinesPerBody);
        var journal = await stand.JournalBytesAsync();
        var bytes = await GrowthAsync(async () =>
        {
            for (var hour = 0; hour < Hours; hour++)
            {
                await SendDrawnAsync(stand, sender, hour, (events / Hours) + (hour == 0 ? events % Hours : 0));
            }
        });
        return (bytes / events, (double)(await stand.JournalBytesAsync() - journal) / events);
    }

    /// <summary>Bytes in memory of a purchase, whose cells of conversions are there already.</summary>
    private static async Task<double> DeedsAsync(IngestStand stand, CellSender sender, int deeds)
    {
        await SendDrawnAsync(stand, sender, Hours, CellSender.LinesPerBody);
        return await GrowthAsync(() => SendDrawnAsync(stand, sender, Hours, deeds)) / deeds;
    }

    private static async Task SendDrawnAsync(IngestStand stand, CellSender sender, int hour, int events)
    {
        stand.Clock.Now = EventLines.Start.AddHours(hour).AddMinutes(30);
        await sender.SendDrawnAsync(hour, events);
        await stand.Host.TurnAsync();
    }

    private static async Task TellProductsAsync(IngestStand stand, EventLines lines)
    {
        using var body = new MemoryStream(Encoding.ASCII.GetBytes(string.Concat(lines.Products())));
        await stand.SendProductsAsync(body);
    }

    /// <summary>By how many bytes the live memory of the process grows.</summary>
    private static async Task<double> GrowthAsync(Func<Task> act)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await act();
        return GC.GetTotalMemory(forceFullCollection: true) - before;
    }
}
