namespace Millrace.App.Bench;

/// <summary>
/// The same events of the same 100,000 accounts with one subscription and with 100,000, through registry, ledger, pumps and cursors as
/// `serve` wires them; destinations take everything at once, in memory.
/// <para>
/// Two ratios, since they answer two questions. What 100,000 subscriptions cost those who send events: taking them in, and publishing,
/// without what is then delivered. And all of it, where 100,000 subscriptions also get 100,000 times the messages of one: here every
/// 2.5 events make a message, the least favourable publication there is, and the more events fall into a cell the closer the second
/// ratio comes to the first.
/// </para>
/// </summary>
internal sealed class SubscriptionsBench : IBench
{
    private const int Accounts = 100_000;
    private static readonly Bar Flat = new(2, 1.2, IsCeiling: true);

    public string Name => "subscriptions";

    public string Description => "Cost per event from 1 to 100,000 subscriptions; memory, idle CPU and start of the pumps.";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchOptions options)
    {
        var (ones, manys) = (new List<SubscriptionTaken>(), new List<SubscriptionTaken>());
        for (var lap = 0; lap <= options.Runs; lap++)
        {
            var one = await new SubscriptionRun(options, Accounts, subscriptions: 1).RunAsync();
            var many = await new SubscriptionRun(options, Accounts, Accounts).RunAsync();
            Console.Error.WriteLine(FormattableString.Invariant($"  lap {lap}: {one}; {many}"));
            if (lap > 0)
            {
                ones.Add(one);
                manys.Add(many);
            }
        }

        var events = Math.Max(1, options.Events / 10);
        double One(Func<SubscriptionTaken, double> figure) => Race.Median(ones.Select(figure));
        double Many(Func<SubscriptionTaken, double> figure) => Race.Median(manys.Select(figure));
        double Whole(SubscriptionTaken taken) => taken.EventSeconds + (taken.PublishedCpuSeconds / events);
        var delivery = Many(taken => taken.PublishedCpuSeconds) - One(taken => taken.PublishedCpuSeconds);
        return
        [
            new(
                "cost to take an event in, 100,000 subscriptions to 1",
                Many(t => t.EventSeconds) / One(t => t.EventSeconds),
                "",
                Flat
            ),
            new("cost per event with publication and delivery, 100,000 to 1", Many(Whole) / One(Whole), "", Flat),
            new("1 subscription, taking in", One(taken => taken.EventSeconds) * 1e9, "CPU-ns/event"),
            new("100,000 subscriptions, taking in", Many(taken => taken.EventSeconds) * 1e9, "CPU-ns/event"),
            new(
                "1 subscription, publication and delivery",
                One(taken => taken.PublishedCpuSeconds) * 1e9 / events,
                "CPU-ns/event"
            ),
            new(
                "100,000 subscriptions, publication and delivery",
                Many(taken => taken.PublishedCpuSeconds) * 1e9 / events,
                "CPU-ns/event"
            ),
            new("delivery, each subscription's four messages, its reads and its cursor", delivery * 1e6 / Accounts, "CPU-us"),
            new("of it saving the cursor, wall", Many(taken => taken.SavingSeconds) * 1e6 / Accounts, "us"),
            new("messages", Many(taken => taken.Messages), ""),
            new("publication until the last cursor is saved, wall", Many(taken => taken.PublishedSeconds), "s"),
            new("heap by idle subscription", Many(taken => taken.HeapBytes), "B"),
            new("100,000 idle subscriptions", Many(taken => taken.IdleCpu) * 1e3, "CPU-ms/s"),
            new("1 idle subscription", One(taken => taken.IdleCpu) * 1e3, "CPU-ms/s"),
            new("start of 100,000 subscriptions, wall", Many(taken => taken.StartSeconds), "s"),
            new("start of 100,000 subscriptions", Many(taken => taken.StartCpuSeconds), "CPU-s"),
        ];
    }
}
