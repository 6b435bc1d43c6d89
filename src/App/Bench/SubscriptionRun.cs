using Millrace.Runtime.Pumps;
using Millrace.Storage.Registry;

namespace Millrace.App.Bench;

/// <summary>
/// The serving side as one process has it, with the registry's subscriptions and a pump for each: 100,000 accounts with four cells each,
/// a million events, one publication that touches every account, and its delivery until the last cursor is saved.
/// </summary>
internal sealed class SubscriptionRun(BenchOptions options, int accounts, int subscriptions)
{
    private const int CellsPerAccount = 4;
    private const int IdleSeconds = 10;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan DeliveredWithin = TimeSpan.FromMinutes(30);

    private readonly int events = Math.Max(1, options.Events / 10);

    public async Task<SubscriptionTaken> RunAsync()
    {
        var path = BenchFile.New(options.Folder, "registry");
        File.Copy(await SubscriptionFile.MakeAsync(options.Folder, subscriptions), path);
        try
        {
            await using var registry = new SqliteRegistry(path);
            await registry.OpenAsync(CancellationToken.None);
            await using var stand = await IngestStand.StartAsync(options.Folder, new() { HashSeed = 42 }, accounts);
            return await RunAsync(stand, registry);
        }
        finally
        {
            BenchFile.Delete(path);
        }
    }

    private async Task<SubscriptionTaken> RunAsync(IngestStand stand, SqliteRegistry registry)
    {
        var (destinations, cursors, chance) = (new TakingDestinations(), new CountedCursors(registry), new Random(1));
        var services = new PumpServices(
            new PumpOptions(),
            stand.Ledger,
            cursors,
            destinations,
            TimeProvider.System,
            () => chance.NextDouble(),
            (subscription, why) => Environment.FailFast($"Delivery of {subscription} failed: {why}")
        );
        var sender = new CellSender(stand, new EventLines(accounts * CellsPerAccount, accounts, seed: 3));
        var heap = GC.GetTotalMemory(forceFullCollection: true);
        PumpRoom? pumps = null;
        var start = await Race.LapAsync(async () =>
            (pumps = await PumpRoom.StartAsync(services, CancellationToken.None)) is null ? 0 : 1
        );
        await using var room = pumps!;
        heap = GC.GetTotalMemory(forceFullCollection: true) - heap;
        stand.Published = room.Wake;
        var idle = await Race.LapAsync(async () =>
        {
            await Task.Delay(TimeSpan.FromSeconds(IdleSeconds), TimeProvider.System);
            return IdleSeconds;
        });

        await sender.SendHourAsync(0);
        await sender.SendDrawnAsync(0, events / 4);
        var ingest = await sender.SendDrawnAsync(0, events);
        stand.Clock.Now = EventLines.Start.AddMinutes(80);
        var published = await Race.LapAsync(async () =>
        {
            await stand.Host.TurnAsync();
            await DeliveredAsync(destinations, cursors);
            return events;
        });
        return new(
            start.WallSeconds,
            start.CpuSeconds,
            (double)heap / subscriptions,
            idle.CpuSeconds / IdleSeconds,
            ingest / events,
            published.CpuSeconds,
            published.WallSeconds,
            cursors.Saving.TotalSeconds,
            destinations.Taken
        );
    }

    /// <summary>Waits until every subscription has all of its account's cells and the registry knows it.</summary>
    private async Task DeliveredAsync(TakingDestinations destinations, CountedCursors cursors)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (destinations.Taken < (long)subscriptions * CellsPerAccount || cursors.Done < subscriptions)
        {
            await Task.Delay(Look, TimeProvider.System);
            if (TimeProvider.System.GetElapsedTime(began) > DeliveredWithin)
            {
                throw new TimeoutException(
                    $"{destinations.Taken} messages to {cursors.Done} of {subscriptions} subscriptions were delivered in {DeliveredWithin}."
                );
            }
        }
    }
}

/// <summary>What a run with so many subscriptions took.</summary>
/// <param name="StartSeconds">Wall time until every pump of the registry's subscriptions was started.</param>
/// <param name="StartCpuSeconds">CPU of it.</param>
/// <param name="HeapBytes">Live bytes of the heap by subscription.</param>
/// <param name="IdleCpu">CPU-seconds a second while nothing is to be delivered.</param>
/// <param name="EventSeconds">CPU to take an event in.</param>
/// <param name="PublishedCpuSeconds">CPU of publication, delivery and saving of the cursors.</param>
/// <param name="PublishedSeconds">Wall time of it.</param>
/// <param name="SavingSeconds">Wall time in which cursors were saved meanwhile.</param>
/// <param name="Messages">Messages delivered.</param>
internal sealed record SubscriptionTaken(
    double StartSeconds,
    double StartCpuSeconds,
    double HeapBytes,
    double IdleCpu,
    double EventSeconds,
    double PublishedCpuSeconds,
    double PublishedSeconds,
    double SavingSeconds,
    long Messages
);
