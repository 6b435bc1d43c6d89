using Millrace.Runtime.Ports;
using Millrace.Runtime.Replays;

namespace Millrace.Simulation;

/// <summary>The registry on the disk: subscriptions with their cursors, replays, dead letters, and erasures that are on.</summary>
internal sealed class SimulatedRegistry
{
    private readonly Dictionary<string, StandingOrder> orders = [];
    private readonly Dictionary<string, Replay> replays = [];
    private readonly Dictionary<string, SortedDictionary<(long Publication, int Row), DeadLetter>> letters = [];
    private readonly SortedSet<int> erasures = [];

    public IReadOnlyList<StandingOrder> Orders =>
        [.. orders.Values.OrderBy(order => order.SubscriptionId, StringComparer.Ordinal)];

    /// <summary>In the order in which they were asked for.</summary>
    public IEnumerable<Replay> Replays => replays.Values.OrderBy(replay => replay.Created);

    public IReadOnlyList<DueReplay> DueReplays =>
        [
            .. Replays
                .Where(replay => replay.IsOpen)
                .DistinctBy(replay => replay.SubscriptionId)
                .Select(replay => new DueReplay(replay, orders[replay.SubscriptionId])),
        ];

    /// <summary>All messages that were ever set aside.</summary>
    public int SetAside { get; private set; }

    public SimulatedLosses Losses { get; } = new();

    /// <summary>Accounts whose erasure has begun and not ended.</summary>
    public IReadOnlyCollection<int> Erasures => erasures;

    /// <summary>How often another program than a serving process has written.</summary>
    public int OutsideChanges { get; private set; }

    public StandingOrder? Find(string subscription) => orders.GetValueOrDefault(subscription);

    public void Subscribe(StandingOrder order) => orders.Add(order.SubscriptionId, order);

    public void Save(SavedCursor saved)
    {
        if (Find(saved.SubscriptionId) is { } order)
        {
            orders[saved.SubscriptionId] = order with
            {
                Cursor = saved.Cursor,
                ToldThrough = order.ToldThrough is { } told ? Math.Max(told, saved.ToldThrough ?? told) : null,
            };
            Losses.Takes(saved.SubscriptionId);
        }
    }

    public IEnumerable<DeadLetter> DeadLetters(string subscription) =>
        letters.TryGetValue(subscription, out var ofOne) ? ofOne.Values : [];

    public bool Add(string subscription, IReadOnlyList<DeadLetter> more)
    {
        if (Find(subscription) is null)
        {
            return true;
        }

        if (!letters.TryGetValue(subscription, out var ofOne))
        {
            letters.Add(subscription, ofOne = []);
        }

        foreach (var letter in more)
        {
            SetAside += ofOne.ContainsKey((letter.Place.Publication, letter.Place.Row)) ? 0 : 1;
            ofOne[(letter.Place.Publication, letter.Place.Row)] = letter;
        }

        return true;
    }

    public int Remove(string subscription, IReadOnlyList<StreamCursor> places) =>
        letters.TryGetValue(subscription, out var ofOne)
            ? places.Count(place => ofOne.Remove((place.Publication, place.Row)))
            : 0;

    public bool Add(Replay replay) => replays.TryAdd(replay.Id, replay);

    public bool Save(Replay replay)
    {
        if (!replays.TryGetValue(replay.Id, out var stored) || !stored.IsOpen)
        {
            return false;
        }

        replays[replay.Id] = replay;
        return true;
    }

    /// <summary>Notes what each subscription has not got of blocks that are about to be dropped.</summary>
    public IReadOnlyList<DroppedRecords> NoteDropped(IReadOnlyList<BlockPlace> blocks)
    {
        var lost = new List<DroppedRecords>();
        foreach (var stream in blocks.GroupBy(block => block.Stream))
        {
            var newest = stream.MaxBy(block => block.Publication)!;
            foreach (var order in orders.Values.Where(order => order.Stream == stream.Key))
            {
                var dead = DeadLetters(order.SubscriptionId)
                    .Select(letter => letter.Place)
                    .Where(place => place.Publication <= newest.Publication);
                var records = Remove(order.SubscriptionId, [.. dead]) + Losses.Unnoted(order, stream);
                if (records > 0)
                {
                    Losses.Note(order.SubscriptionId, records, newest);
                    lost.Add(new(order.SubscriptionId, records));
                }
            }
        }

        return lost;
    }

    /// <summary>What <c>millrace admin erase account</c> writes: of the account nothing is left but that its erasure is on.</summary>
    public void BeginErasure(int account)
    {
        OutsideChanges++;
        erasures.Add(account);
        Erase(account);
    }

    public bool Erase(int account)
    {
        foreach (var order in Orders.Where(order => order.Stream.Account == account))
        {
            orders.Remove(order.SubscriptionId);
            letters.Remove(order.SubscriptionId);
            Losses.Remove(order.SubscriptionId);
            foreach (var replay in replays.Values.Where(replay => replay.SubscriptionId == order.SubscriptionId).ToList())
            {
                replays.Remove(replay.Id);
            }
        }

        return true;
    }

    public bool EndErasure(int account) => erasures.Remove(account);
}
