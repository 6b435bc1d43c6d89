using System.Globalization;

namespace Millrace.Simulation;

/// <summary>
/// The campaign manager of the platform, and the truth of it: it changes names and budgets, says things twice, and is the only one who
/// says anything of a campaign.
/// </summary>
internal sealed class SimulatedManager(SeededScheduler scheduler, int accounts)
{
    /// <summary>As many as <see cref="SimulatedPlatform"/> has events of.</summary>
    public const int Campaigns = 3;

    /// <summary>The campaign of each account whose budget never changes.</summary>
    public const string Steady = "0";

    /// <summary>Its budget in currency units.</summary>
    public const decimal SteadyBudget = 20;

    private readonly Dictionary<(int Account, string Campaign), (string Name, decimal Budget)> forms = [];
    private int number;

    /// <summary>The account whose texts no other has; null: all have the same.</summary>
    public int? Marked { get; init; }

    /// <summary>Whether nothing more is said of that account.</summary>
    public bool IsSilent { get; set; }

    /// <summary>By account and campaign, how many versions there have been.</summary>
    public Dictionary<(int Account, string Campaign), int> Versions { get; } = [];

    public string Name(int account, string campaign) => forms[(account, campaign)].Name;

    /// <summary>What is said before anything happens: every campaign exists.</summary>
    public IReadOnlyList<string> First() =>
        [
            .. Enumerable
                .Range(0, accounts)
                .SelectMany(account =>
                    Enumerable.Range(0, Campaigns).Select(campaign => Change(account, $"{campaign}", SteadyBudget))
                ),
        ];

    /// <summary>The next lines, of which each says the newest of another campaign: so they may be sent again.</summary>
    public IReadOnlyList<string> Next() =>
        [
            .. Enumerable
                .Range(0, 1 + scheduler.Next(3))
                .Select(_ => (scheduler.Next(accounts), $"{scheduler.Next(Campaigns)}"))
                .Where(one => !IsSilent || one.Item1 != Marked)
                .Distinct()
                .Select(one => Next(one.Item1, one.Item2)),
        ];

    /// <summary>A line that at times says nothing new.</summary>
    private string Next(int account, string campaign)
    {
        if (scheduler.Happens(0.3))
        {
            return Line(account, campaign, isTurned: true);
        }

        // No budget comes twice, so that each is an epoch of its own.
        var isBudget = campaign != Steady && scheduler.Happens(0.5);
        return Change(account, campaign, isBudget ? 5 + (++number / 1000m) : forms[(account, campaign)].Budget);
    }

    private string Change(int account, string campaign, decimal budget)
    {
        forms[(account, campaign)] = ($"n{++number}", budget);
        Versions[(account, campaign)] = Versions.GetValueOrDefault((account, campaign)) + 1;
        return Line(account, campaign, isTurned: false);
    }

    private string Line(int account, string campaign, bool isTurned)
    {
        var (name, budget) = forms[(account, campaign)];
        var mark = account == Marked ? PlannedErasure.Own : "";
        string[] fields =
        [
            $"\"kind\":\"campaign\",\"advertiser_id\":\"ADV{account}\",\"marketplace_id\":\"MKT\",\"id\":\"{mark}{campaign}\"",
            string.Create(CultureInfo.InvariantCulture, $"\"budget\":{{\"amount\":{budget},\"recurrence\":\"DAILY\"}}"),
            $"\"name\":\"{mark}{name}\",\"actor\":\"{(isTurned ? "somebody else" : "manager")}\"",
        ];
        return $"{{{string.Join(',', isTurned ? fields.Reverse() : fields)}}}";
    }
}
