using System.Globalization;
using System.Text;

namespace Millrace.Simulation;

/// <summary>
/// What the ad platform sends, and the truth of it: impressions, clicks that may be sent again in other batches, and clicks
/// found invalid later.
/// </summary>
/// <param name="keywords">How many each campaign has.</param>
internal sealed class SimulatedPlatform(SeededScheduler scheduler, int accounts, int keywords = 3)
{
    private readonly List<(string Line, string Id, int Account, DateTimeOffset Time, CellName Cell, CellSum Sum)> clicks = [];
    private readonly HashSet<string> invalidated = [];
    private int number;
    private bool isSilent;

    public Dictionary<CellName, CellSum> Truth { get; } = [];

    /// <summary>What was ever spent of a campaign in a local day, whatever of it was found invalid later.</summary>
    public Dictionary<(string Advertiser, string Campaign, DateOnly Day), decimal> Spent { get; } = [];

    /// <summary>The account whose texts no other has; null: all have the same.</summary>
    public int? Marked { get; init; }

    /// <summary>Impressions of the batch made last, by cell: nothing takes them back.</summary>
    public List<(CellName Cell, long Count)> Impressions { get; private set; } = [];

    /// <summary>Nothing more happens to the marked account, nor is anything of it sent again.</summary>
    public void Silence()
    {
        isSilent = true;
        clicks.RemoveAll(click => click.Account == Marked);
    }

    /// <summary>The lines of a new batch; each counts in the truth at once, as every batch is sent until it is answered.</summary>
    public List<string> NextBatch()
    {
        var lines = new List<string>();
        Impressions = [];
        for (var left = 1 + scheduler.Next(12); left > 0; left--)
        {
            lines.Add(
                scheduler.Next(10) switch
                {
                    < 4 => Impression(),
                    8 when clicks.Count > 0 => clicks[scheduler.Next(clicks.Count)].Line,
                    9 when clicks.Count > 0 => Invalidation(clicks[scheduler.Next(clicks.Count)]),
                    _ => Click(),
                }
            );
        }

        return lines;
    }

    /// <summary>Clicks of a shopper, which are never sent again in another batch.</summary>
    public IReadOnlyList<string> Touches(int account, string shopper) =>
        [.. Enumerable.Range(0, 3).Select(_ => Click(Somewhere(account), Invariant($"\"shopper_id\":\"{shopper}\",")).Line)];

    private string Impression()
    {
        var (account, time, cell) = Somewhere();
        var count = 1 + scheduler.Next(5);
        Count(cell, new(count, 0, 0));
        Impressions.Add((cell, count));
        return Line("impression", account, time, cell, $"\"count\":{count}");
    }

    private string Click()
    {
        var click = Click(Somewhere(), "");
        clicks.Add(click);
        return click.Line;
    }

    /// <param name="more">Fields of the line, with a comma behind each.</param>
    private (string Line, string Id, int Account, DateTimeOffset Time, CellName Cell, CellSum Sum) Click(
        (int Account, DateTimeOffset Time, CellName Cell) place,
        string more
    )
    {
        var (account, time, cell) = place;
        var id = $"c{++number}";
        var cost = scheduler.Next(3_000_000) / 1_000_000m;
        var line = Line("click", account, time, cell, Invariant($"\"event_id\":\"{id}\",{more}\"cost\":{cost}"));
        Count(cell, new(0, 1, cost));
        var spent = (cell.Advertiser, cell.Campaign, cell.Day);
        Spent[spent] = Spent.GetValueOrDefault(spent) + cost;
        return (line, id, account, time, cell, new(0, 1, cost));
    }

    private string Invalidation((string Line, string Id, int Account, DateTimeOffset Time, CellName Cell, CellSum Sum) click)
    {
        // One hour less than the service allows: a batch may be sent again for as long as that.
        if (scheduler.GetUtcNow() - click.Time > TimeSpan.FromHours(70))
        {
            return click.Line;
        }

        if (invalidated.Add(click.Id))
        {
            Count(click.Cell, new(0, -1, -click.Sum.Cost));
        }

        return Line(
            "invalidation",
            click.Account,
            click.Time,
            click.Cell,
            Invariant(
                $"\"event_id\":\"i{++number}\",\"invalidates_type\":\"click\",\"invalidates_event_id\":\"{click.Id}\",\"cost\":{click.Sum.Cost}"
            )
        );
    }

    private (int Account, DateTimeOffset Time, CellName Cell) Somewhere()
    {
        var account = scheduler.Next(accounts);
        return Somewhere(isSilent && account == Marked ? (account + 1) % accounts : account);
    }

    private (int Account, DateTimeOffset Time, CellName Cell) Somewhere(int account)
    {
        var age = scheduler.Happens(0.1) ? scheduler.Next(80 * 3600) : scheduler.Next(600);
        var now = scheduler.GetUtcNow();
        var time = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero).AddSeconds(-age);
        var window = SimulatedAccounts.WindowOf(account, time);
        var mark = account == Marked ? PlannedErasure.Own : "";
        return (account, time, new($"ADV{account}", window, $"{mark}{scheduler.Next(3)}", $"{scheduler.Next(keywords)}"));
    }

    private void Count(CellName cell, CellSum sum) => Truth[cell] = Truth.GetValueOrDefault(cell) + sum;

    private static string Line(string type, int account, DateTimeOffset time, CellName cell, string rest)
    {
        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"{{\"type\":\"{type}\",\"time\":\"{time:yyyy-MM-dd'T'HH:mm:sszzz}\",");
        line.Append(CultureInfo.InvariantCulture, $"\"advertiser_id\":\"ADV{account}\",\"marketplace_id\":\"MKT\",");
        line.Append(
            CultureInfo.InvariantCulture,
            $"\"ad_product\":\"SP\",\"campaign_id\":\"{cell.Campaign}\",\"ad_group_id\":\"1\","
        );
        line.Append(
            CultureInfo.InvariantCulture,
            $"\"ad_id\":\"2\",\"keyword_id\":\"{cell.Keyword}\",\"placement\":\"Off Amazon\",{rest}}}"
        );
        return line.ToString();
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
