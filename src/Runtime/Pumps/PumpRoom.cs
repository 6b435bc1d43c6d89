using Millrace.Engine.Ingestion;
using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Pumps;

/// <summary>All pumps of a process: one for each ACTIVE subscription.</summary>
public sealed class PumpRoom : IAsyncDisposable
{
    private readonly PumpServices services;
    private readonly CursorSaver saver;
    private readonly Lock gate = new();
    private readonly Dictionary<string, (StreamId Stream, Pump Pump)> pumps = [];
    private readonly Dictionary<StreamId, List<Pump>> byStream = [];
    private readonly Dictionary<int, List<Pump>> byPartition = [];

    private PumpRoom(PumpServices services)
    {
        this.services = services;
        saver = new CursorSaver(services);
    }

    /// <summary>Starts a pump for every standing order, each from its saved cursor.</summary>
    public static async Task<PumpRoom> StartAsync(PumpServices services, CancellationToken cancel)
    {
        var room = new PumpRoom(services);
        foreach (var order in await services.Store.ReadActiveAsync(cancel))
        {
            room.Add(order);
        }

        return room;
    }

    public IReadOnlyList<PumpStatus> Statuses
    {
        get
        {
            lock (gate)
            {
                return [.. pumps.Values.Select(entry => entry.Pump.Status)];
            }
        }
    }

    /// <summary>Pumps that have something to deliver.</summary>
    public IReadOnlyList<PumpStatus> Behind => [.. Statuses.Where(status => !status.IsIdle)];

    /// <summary>Why the last call of a subscription failed; null: it did not, or there is no pump.</summary>
    public string? TroubleOf(string subscriptionId)
    {
        lock (gate)
        {
            return pumps.TryGetValue(subscriptionId, out var entry) ? entry.Pump.Status.Trouble : null;
        }
    }

    /// <summary>A subscription became ACTIVE. One that has a pump already is left as it is.</summary>
    public void Add(StandingOrder order)
    {
        Pump pump;
        lock (gate)
        {
            if (pumps.ContainsKey(order.SubscriptionId))
            {
                return;
            }

            pump = new Pump(order, services, saver, () => _ = RemoveAsync(order.SubscriptionId));
            pumps.Add(order.SubscriptionId, (order.Stream, pump));
            ListOf(byStream, order.Stream).Add(pump);
            ListOf(byPartition, PartitionOf(order.Stream)).Add(pump);
        }

        // Outside: it reads and renders before it waits for anything, and others are woken meanwhile.
        pump.Begin();
    }

    /// <summary>Whether a subscription is to be told through when its stream is complete; one that is not ACTIVE has no pump.</summary>
    public void AskFreshness(string subscriptionId, bool isAsked) => WithPump(subscriptionId, pump => pump.AskFreshness(isAsked));

    /// <summary>Whether a subscription's messages say who changed what; one that is not ACTIVE has no pump.</summary>
    public void AskChanges(string subscriptionId, bool isAsked) => WithPump(subscriptionId, pump => pump.AskChanges(isAsked));

    /// <summary>A partition has published all that was due, and the ledger has it.</summary>
    /// <param name="now">Platform time, unix seconds.</param>
    public void Turned(int partition, long now)
    {
        lock (gate)
        {
            byPartition.GetValueOrDefault(partition)?.ForEach(pump => pump.Turned(now));
        }
    }

    /// <summary>A subscription has ended: nothing more is sent after this returns.</summary>
    public async Task RemoveAsync(string subscriptionId)
    {
        if (Take(subscriptionId) is { } pump)
        {
            await pump.DisposeAsync();
        }
    }

    /// <summary>Stops the pumps of subscriptions that are not ACTIVE any more.</summary>
    public async Task RemoveEndedAsync(CancellationToken cancel)
    {
        // Taken before the store is asked: one that becomes ACTIVE meanwhile is none of these.
        var running = Statuses.Select(status => status.Order.SubscriptionId).ToList();
        var active = (await services.Store.ReadActiveAsync(cancel)).Select(order => order.SubscriptionId).ToHashSet();
        await StopAsync([.. running.Where(id => !active.Contains(id)).Select(Take).OfType<Pump>()]);
    }

    /// <summary>A stream has new blocks.</summary>
    public void Wake(StreamId stream)
    {
        lock (gate)
        {
            byStream.GetValueOrDefault(stream)?.ForEach(pump => pump.Wake());
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<Pump> running;
        lock (gate)
        {
            running = [.. pumps.Values.Select(entry => entry.Pump)];
            pumps.Clear();
            byStream.Clear();
            byPartition.Clear();
        }

        await StopAsync(running);
        await saver.DisposeAsync();
    }

    /// <summary>All at once: one whose destination does not come back keeps no other sending.</summary>
    private static async Task StopAsync(List<Pump> ending)
    {
        ending.ForEach(pump => pump.Stop());
        foreach (var pump in ending)
        {
            await pump.DisposeAsync();
        }
    }

    /// <summary>Whoever takes a pump disposes it; null: there is none.</summary>
    private Pump? Take(string subscriptionId)
    {
        lock (gate)
        {
            if (!pumps.Remove(subscriptionId, out var entry))
            {
                return null;
            }

            byStream[entry.Stream].Remove(entry.Pump);
            byPartition[PartitionOf(entry.Stream)].Remove(entry.Pump);
            return entry.Pump;
        }
    }

    private void WithPump(string subscriptionId, Action<Pump> act)
    {
        lock (gate)
        {
            if (pumps.TryGetValue(subscriptionId, out var entry))
            {
                act(entry.Pump);
            }
        }
    }

    /// <summary>0 for all where nobody is told of turns.</summary>
    private int PartitionOf(StreamId stream) =>
        services.Freshness is { } freshness ? Partitioning.Of(stream.Account, freshness.Partitions) : 0;

    private static List<Pump> ListOf<T>(Dictionary<T, List<Pump>> lists, T key)
        where T : notnull
    {
        if (!lists.TryGetValue(key, out var list))
        {
            lists.Add(key, list = []);
        }

        return list;
    }
}
