namespace Millrace.App.Bench;

/// <summary>How the cost of an event grows with what the process holds: live cells, cold cells, accounts.</summary>
internal sealed class ScaleBench : IBench
{
    private const int Measured = 1_000_000;
    private static readonly Bar Flat = new(2, 1.2, IsCeiling: true);

    public string Name => "scale";

    public string Description =>
        "Cost per event from 1 M to 20 M live cells, with cold cells behind, from 1 to 100,000 accounts.";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchOptions options)
    {
        var few = await LiveAsync(options, combinations: 50_000, hours: 20);
        var many = await LiveAsync(options, combinations: 1_000_000, hours: 20);
        var warm = (await new ColdRun(options, hours: 4).RunAsync()).EventSeconds;
        var cold = (await new ColdRun(options, hours: 100).RunAsync()).EventSeconds;
        var one = await AccountsAsync(options, accounts: 1);
        var hundredThousand = await AccountsAsync(options, accounts: 100_000);
        return
        [
            new("cost per event, 20 M live cells to 1 M", many / few, "", Flat),
            new("cost per event, 20 M cold cells behind to 0.8 M", cold / warm, "", Flat),
            new("cost per event, 100,000 accounts to 1", hundredThousand / one, "", Flat),
            new("1 M live cells", few * 1e9, "CPU-ns/event"),
            new("20 M live cells", many * 1e9, "CPU-ns/event"),
            new("20 M cold cells", cold * 1e9, "CPU-ns/event"),
            new("1 account", one * 1e9, "CPU-ns/event"),
            new("100,000 accounts", hundredThousand * 1e9, "CPU-ns/event"),
        ];
    }

    /// <summary>CPU-seconds of an event that falls into the last of the hours, all of which live.</summary>
    private static async Task<double> LiveAsync(BenchOptions options, int combinations, int hours)
    {
        await using var stand = await IngestStand.StartAsync(options.Folder, new() { Partitions = 4, HashSeed = 42 });
        var sender = new CellSender(stand, new EventLines(combinations, EventLines.Advertisers, seed: 3));
        for (var hour = 0; hour < hours; hour++)
        {
            await sender.SendHourAsync(hour);
        }

        return await MeasureAsync(sender, hours - 1);
    }

    private static async Task<double> AccountsAsync(BenchOptions options, int accounts)
    {
        await using var stand = await IngestStand.StartAsync(options.Folder, new() { HashSeed = 42 }, accounts);
        var sender = new CellSender(stand, new EventLines(400_000, accounts, seed: 3));
        await sender.SendHourAsync(0);
        return await MeasureAsync(sender, hour: 0);
    }

    private static async Task<double> MeasureAsync(CellSender sender, int hour)
    {
        await sender.SendDrawnAsync(hour, Measured / 4);
        return await sender.SendDrawnAsync(hour, Measured) / Measured;
    }
}
