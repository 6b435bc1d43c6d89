namespace Millrace.Sandbox.Platform;

/// <summary>How large the virtual ad platform is. Its events depend on these and the seed, and on nothing else.</summary>
public sealed record VirtualPlatformOptions
{
    /// <summary>When it opens: nothing happened before. A whole multiple of 5 minutes.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 7, 6, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Advertisers in their marketplaces, 1 to 200.</summary>
    public int Accounts { get; init; } = 8;

    /// <summary>Campaigns an account, 1 to 1000.</summary>
    public int Campaigns { get; init; } = 5;

    /// <summary>Ad groups a campaign, 1 to 100.</summary>
    public int AdGroups { get; init; } = 2;

    /// <summary>Ads an ad group, 1 to 100.</summary>
    public int Ads { get; init; } = 2;

    /// <summary>Keywords or targets an ad group, 1 to 1000 (in automatic campaigns at most 4).</summary>
    public int Targets { get; init; } = 5;

    /// <summary>
    /// Event lines an hour over all accounts, in the mean of a week; up to 50 million. Where only some of the datasets of shoppers are
    /// wanted, shoppers come to less.
    /// </summary>
    public double EventsPerHour { get; init; } = 20_000;

    /// <summary>
    /// The ids of the datasets for which it works: it sends what these count, and nothing that nobody takes. Without more ado those
    /// that are produced.
    /// </summary>
    public IReadOnlyList<string> Datasets { get; init; } =
    [.. Contracts.Datasets.Datasets.Produced.Select(dataset => dataset.Id)];

    /// <summary>Tells every bound that is broken at once.</summary>
    internal void Check()
    {
        var faults = new List<string>();
        Bound(nameof(Accounts), Accounts, 200);
        Bound(nameof(Campaigns), Campaigns, 1000);
        Bound(nameof(AdGroups), AdGroups, 100);
        Bound(nameof(Ads), Ads, 100);
        Bound(nameof(Targets), Targets, 1000);
        if (EventsPerHour is not (> 0 and <= 50_000_000))
        {
            faults.Add($"{nameof(EventsPerHour)} is {EventsPerHour}, must be more than 0 and at most 50000000");
        }

        if (Start.ToUnixTimeMilliseconds() % (TrafficSource.SliceSeconds * 1000) != 0 || Start.Year < 2000)
        {
            faults.Add($"{nameof(Start)} is {Start:O}, must be a whole multiple of 5 minutes after the year 2000");
        }

        foreach (var dataset in Datasets.Where(id => Contracts.Datasets.Datasets.Find(id) is null))
        {
            faults.Add($"{nameof(Datasets)} has {dataset}, which is none of them");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException($"The virtual platform cannot be: {string.Join("; ", faults)}.");
        }

        void Bound(string name, int value, int max)
        {
            if (value < 1 || value > max)
            {
                faults.Add($"{name} is {value}, must be from 1 to {max}");
            }
        }
    }
}
