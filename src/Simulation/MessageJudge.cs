using System.Globalization;

namespace Millrace.Simulation;

/// <summary>Holds what landed of budgets and entities against what the platform did and its manager said.</summary>
internal sealed class MessageJudge(SimulatedPlatform platform, SimulatedManager manager)
{
    /// <summary>Every change was told, none twice with other words, and applying by version ends with the truth.</summary>
    public IEnumerable<string> Entities(int account, DocumentLanding landing)
    {
        foreach (var fault in landing.Contradictions)
        {
            yield return $"{fault} of account {account} came with other words";
        }

        for (var number = 0; number < SimulatedManager.Campaigns; number++)
        {
            var campaign = $"{number}";
            var versions = manager.Versions[(account, campaign)];
            var told = landing.Changes.Where(change => change.Campaign == campaign).Select(change => change.Version).Order();
            if (!told.SequenceEqual(Enumerable.Range(1, versions).Select(version => (long)version)))
            {
                yield return $"campaign {campaign} of account {account} has {versions} versions, told were {string.Join(' ', told)}";
            }

            var (version, name) = landing.Current.GetValueOrDefault(campaign);
            if ((version, name) != (versions, manager.Name(account, campaign)))
            {
                yield return $"campaign {campaign} of account {account} ended as {name}, version {version}";
            }
        }
    }

    /// <summary>No step was told twice in an epoch, none without its spend, and none is missing that is reached at the end.</summary>
    public IEnumerable<string> Budgets(int account, DocumentLanding landing)
    {
        DateOnly DayOf(SimulatedUsage usage) => DateOnly.FromDateTime(SimulatedAccounts.Local(account, usage.Time).DateTime);

        foreach (var epoch in landing.Usages.GroupBy(usage => (usage.Campaign, Day: DayOf(usage), usage.Budget)))
        {
            var steps = epoch.OrderBy(usage => usage.Steps).ToList();
            if (steps.Select(usage => usage.Steps).Distinct().Count() < steps.Count || steps[0].Steps < 1)
            {
                yield return $"{Name(account, epoch.Key)}: told were steps {string.Join(' ', steps.Select(usage => usage.Steps))}";
            }

            if (steps.Zip(steps.Skip(1)).Any(pair => pair.First.Time > pair.Second.Time))
            {
                yield return $"{Name(account, epoch.Key)}: steps were not told in order";
            }

            var spent = platform.Spent.GetValueOrDefault(($"ADV{account}", epoch.Key.Campaign, epoch.Key.Day));
            if (steps[^1].Steps > StepsOf(spent, epoch.Key.Budget))
            {
                yield return $"{Name(account, epoch.Key)}: step {steps[^1].Steps} was told of {spent}";
            }
        }

        foreach (var day in DaysOf(account))
        {
            var reached = StepsOf(day.Value, SimulatedManager.SteadyBudget);
            var told = landing
                .Usages.Where(usage => (usage.Campaign, DayOf(usage)) == (SimulatedManager.Steady, day.Key))
                .Select(usage => usage.Steps)
                .DefaultIfEmpty(0)
                .Max();
            if (told < reached)
            {
                yield return $"{Name(account, (SimulatedManager.Steady, day.Key, SimulatedManager.SteadyBudget))}: step {reached} is missing, told was {told}";
            }
        }
    }

    /// <summary>What the steady campaign has spent in each day, in the end.</summary>
    private Dictionary<DateOnly, decimal> DaysOf(int account) =>
        platform
            .Truth.Where(cell => (cell.Key.Advertiser, cell.Key.Campaign) == ($"ADV{account}", SimulatedManager.Steady))
            .GroupBy(cell => cell.Key.Day)
            .ToDictionary(day => day.Key, day => day.Sum(cell => cell.Value.Cost));

    private static int StepsOf(decimal spent, decimal budget) => (int)Math.Floor(Math.Max(0, spent) * 20 / budget);

    private static string Name(int account, (string Campaign, DateOnly Day, decimal Budget) epoch) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"budget {epoch.Budget} of campaign {epoch.Campaign} of account {account} on {epoch.Day:yyyy-MM-dd}"
        );
}
