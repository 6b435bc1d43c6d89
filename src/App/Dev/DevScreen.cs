using System.Globalization;
using Millrace.Landing.Querying;
using Spectre.Console;

namespace Millrace.App.Dev;

/// <summary>What the terminal shows while the sandbox runs: a table in place, or a line now and then where it is not a terminal.</summary>
internal sealed class DevScreen(DevHost host, TimeProvider wall)
{
    private static readonly TimeSpan TableEvery = TimeSpan.FromMilliseconds(500);
    private const int RestsOfProgress = 50;
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(5);
    private (long At, long Accepted) last = (wall.GetTimestamp(), Accepted(host));
    private double eventsPerSecond;
    private string trouble = "";
    private IReadOnlyList<DatasetProgress> progress = [];
    private long progressAt;
    private TimeSpan progressTook;

    public void Tell(string line) => trouble = line;

    /// <summary>Shows until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive)
            {
                while (true)
                {
                    await Task.Delay(LineEvery, wall, cancel);
                    var rows = await ReadAsync(cancel);
                    var datasets = progress.Select(one => Invariant($"{one.Dataset} {one.Meant - one.Landed:N0} to land"));
                    Console.WriteLine(string.Join("  ", rows.Take(7).Select(row => $"{row.Name} {row.Value}").Concat(datasets)));
                }
            }

            await AnsiConsole
                .Live(await TableAsync(cancel))
                .StartAsync(async live =>
                {
                    while (true)
                    {
                        live.UpdateTarget(await TableAsync(cancel));
                        await Task.Delay(TableEvery, wall, cancel);
                    }
                });
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The last state stays on the screen.
        }
    }

    private async Task<Table> TableAsync(CancellationToken cancel)
    {
        var table = new Table().Border(TableBorder.Rounded).HideHeaders().AddColumn("").AddColumn("");
        foreach (var (name, value) in await ReadAsync(cancel))
        {
            table.AddRow(name, Markup.Escape(value));
        }

        return table;
    }

    private async Task<List<(string Name, string Value)>> ReadAsync(CancellationToken cancel)
    {
        var accepted = Accepted(host);
        var now = wall.GetTimestamp();
        var seconds = wall.GetElapsedTime(last.At, now).TotalSeconds;
        if (seconds > 0.4)
        {
            eventsPerSecond = (accepted - last.Accepted) / seconds;
            last = (now, accepted);
        }

        var delivered = host.Serve.Pumps.Statuses.Sum(status => status.Delivered);
        var landed = host.Landing.Counters;
        var rows = new List<(string, string)>
        {
            ("platform clock", host.Clock.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)),
            ("events", Invariant($"{accepted:N0} accepted, {eventsPerSecond:N0}/s")),
            ("deltas", Invariant($"{delivered:N0} delivered to SQS since the start")),
            ("complete through", await host.CompleteThroughAsync(cancel)),
            (
                "landed",
                Invariant($"{landed.Stored:N0} rows, {landed.Duplicates:N0} duplicates, {landed.Quarantined:N0} quarantined")
            ),
            ("streams behind", Invariant($"{await host.StreamsBehindAsync(cancel)} of {host.Serve.Pumps.Statuses.Count}")),
            (
                "in flight",
                Invariant(
                    $"{Math.Max(0, delivered - landed.Stored - landed.Duplicates - landed.Freshness):N0} delivered and not landed"
                )
            ),
            ("API", $"{host.Serve.Address}"),
            ("AWS", $"{host.Queues.Address} (SQS, S3, STS, Firehose)"),
            ("query", $"{host.Landing.Endpoint} (millrace query 'SELECT …')"),
        };
        await ReadProgressAsync(cancel);
        rows.AddRange(
            progress.Select(one =>
                (one.Dataset, Invariant($"{one.Landed:N0} of {one.Meant:N0} counted landed, {one.Meant - one.Landed:N0} to land"))
            )
        );
        if (trouble.Length > 0)
        {
            rows.Add(("last trouble", trouble));
        }

        return rows;
    }

    /// <summary>Sums of tables that grow take longer and longer: they get a small share of the time.</summary>
    private async Task ReadProgressAsync(CancellationToken cancel)
    {
        if (wall.GetElapsedTime(progressAt) < progressTook * RestsOfProgress)
        {
            return;
        }

        var began = wall.GetTimestamp();
        try
        {
            progress = await host.ProgressAsync(cancel);
        }
        catch (QueryException fault)
        {
            Tell($"What has landed could not be summed: {fault.Message}");
        }

        progressTook = wall.GetElapsedTime(began);
        progressAt = wall.GetTimestamp();
    }

    private static long Accepted(DevHost host) => host.Feeder.Accepted.Sum(account => account.Lines);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
