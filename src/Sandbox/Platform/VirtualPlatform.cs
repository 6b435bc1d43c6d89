using Millrace.Sandbox.Platform.Entities;
using Millrace.Sandbox.Platform.Shoppers;

namespace Millrace.Sandbox.Platform;

/// <summary>
/// An ad platform as a pure function of its seed, its options and the time: what it did in an interval is the same whenever
/// it is asked, in whatever pieces and order. Safe to ask from several threads.
/// </summary>
public sealed class VirtualPlatform
{
    /// <summary>Rises with every change of what a seed gives: a feed begun by another version is not gone on with.</summary>
    private const int Generation = 3;

    private readonly TrafficSource traffic;
    private readonly ShopperSource? shoppers;
    private readonly EntitySource entities;

    public VirtualPlatform(long seed, VirtualPlatformOptions options)
    {
        options.Check();
        Seed = seed;
        Options = options;
        var builder = new AccountBuilder(seed, options);
        Accounts = builder.Build();
        var takers = new Takers(options.Datasets);
        var shares = new TrafficShares(takers);
        traffic = new TrafficSource(seed, options, takers, shares);
        entities = EntitySource.Of(seed, options, takers, shares, builder.Entities);
        if (takers.WantDeeds)
        {
            shoppers = new ShopperSource(seed, options, takers, shares);
            Products =
            [
                .. Accounts.SelectMany(account =>
                    account.Skus.Where(sku => sku.IsTold).Select(sku => EntityList.ProductLine(account, sku))
                ),
            ];
        }
    }

    /// <summary>What it does is made in pieces of this length; clicks and impressions arrive in order of their seconds.</summary>
    public static TimeSpan Slice { get; } = TimeSpan.FromSeconds(TrafficSource.SliceSeconds);

    public long Seed { get; }

    public VirtualPlatformOptions Options { get; }

    public IReadOnlyList<VirtualAccount> Accounts { get; }

    /// <summary>What exists when it opens, parents before children.</summary>
    public IReadOnlyList<PlatformEntity> Entities => entities.Opening;

    /// <summary>What is sold, as lines of PUT /ingest/v1/products; empty while nobody counts what shoppers do.</summary>
    public IReadOnlyList<string> Products { get; } = [];

    /// <summary>All that its events depend on, as text.</summary>
    public string Fingerprint =>
        FormattableString.Invariant(
            $"generation {Generation}, seed {Seed}, start {Options.Start.ToUniversalTime():yyyy-MM-ddTHH:mmZ}, accounts {Options.Accounts}, campaigns {Options.Campaigns}, ad groups {Options.AdGroups}, ads {Options.Ads}, targets {Options.Targets}, events an hour {Options.EventsPerHour:R}, for {string.Join(' ', Options.Datasets)}"
        );

    /// <summary>The events that the platform sends from <paramref name="fromUtc"/> up to, and without, <paramref name="toUtc"/>.</summary>
    public IEnumerable<PlatformEvent> EventsBetween(DateTimeOffset fromUtc, DateTimeOffset toUtc)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(toUtc, fromUtc);

        // Events stand on whole seconds: the first one not before a bound.
        return Events(SecondAtOrAfter(fromUtc), SecondAtOrAfter(toUtc));
    }

    /// <summary>
    /// What it tells in the same interval of what exists: changes, now and then what is none, and what is gone. An entity is told at most
    /// once in a slice, so that telling a slice again changes nothing.
    /// </summary>
    public IEnumerable<PlatformEntity> ChangesBetween(DateTimeOffset fromUtc, DateTimeOffset toUtc)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(toUtc, fromUtc);
        var (from, to) = (SecondAtOrAfter(fromUtc), SecondAtOrAfter(toUtc));
        for (var slice = from / TrafficSource.SliceSeconds; slice * TrafficSource.SliceSeconds < to; slice++)
        {
            foreach (var told in entities.Changes(slice).Where(told => told.ArrivesAt >= from && told.ArrivesAt < to))
            {
                yield return told;
            }
        }
    }

    private IEnumerable<PlatformEvent> Events(long from, long to)
    {
        var drawn = new List<PlatformEvent>();
        PlatformEvent[] sorted = [];
        for (var slice = from / TrafficSource.SliceSeconds; slice * TrafficSource.SliceSeconds < to; slice++)
        {
            drawn.Clear();
            foreach (var account in Accounts)
            {
                traffic.Arrivals(account, slice, drawn);
            }

            shoppers?.Arrivals(Accounts, slice, drawn);

            if (sorted.Length < drawn.Count)
            {
                sorted = new PlatformEvent[drawn.Count * 2];
            }

            Sort(drawn, slice * TrafficSource.SliceSeconds, sorted);
            for (var place = 0; place < drawn.Count; place++)
            {
                if (sorted[place].ArrivesAt >= from && sorted[place].ArrivesAt < to)
                {
                    yield return sorted[place];
                }
            }
        }
    }

    /// <summary>By the second of arrival; within a second the order of drawing stays.</summary>
    private static void Sort(List<PlatformEvent> drawn, long start, PlatformEvent[] sorted)
    {
        Span<int> places = stackalloc int[TrafficSource.SliceSeconds + 1];
        places.Clear();
        foreach (var happened in drawn)
        {
            places[(int)(happened.ArrivesAt - start) + 1]++;
        }

        for (var second = 1; second < places.Length; second++)
        {
            places[second] += places[second - 1];
        }

        foreach (var happened in drawn)
        {
            sorted[places[(int)(happened.ArrivesAt - start)]++] = happened;
        }
    }

    private static long SecondAtOrAfter(DateTimeOffset time) => time.AddTicks(TimeSpan.TicksPerSecond - 1).ToUnixTimeSeconds();
}
