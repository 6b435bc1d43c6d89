using CsCheck;
using Microsoft.Data.Sqlite;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Subscriptions;
using Millrace.Storage.Registry;

namespace Millrace.Unit.Storage;

/// <summary>The counts behind the limits are kept with every change of a status, and never taken anew.</summary>
public sealed class SubscriptionCountTests : IDisposable
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private static readonly DateTimeOffset Start = new(2026, 7, 12, 16, 0, 0, TimeSpan.Zero);
    private static readonly string[] Clients = ["one", "two"];
    private static readonly string[] Datasets = ["sp-traffic", "adsp-traffic"];
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("millrace-counts");
    private int files;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public Task Kept_counts_are_what_a_recount_gives_after_any_history() =>
        Gen.Select(Gen.Int[0, 7], Gen.Int[0, 5], Gen.Int[0, 1], Gen.Int[0, 1])
            .List[5, 30]
            .SampleAsync(
                async acts =>
                {
                    var path = Path.Combine(folder.FullName, $"{Interlocked.Increment(ref files)}.db");
                    await using var registry = new SqliteRegistry(path);
                    await registry.OpenAsync(Cancel);
                    for (var number = 0; number < acts.Count; number++)
                    {
                        // The later acts meet those that were made before them.
                        var (act, back, client, dataset) = acts[number];
                        var id = act <= 1 ? number : number - 1 - back;
                        await ActAsync(registry, act, $"{id}", number, Clients[client], Datasets[dataset]);
                        Recounted(path).ShouldBe(Kept(path));
                    }
                },
                iter: 10,
                threads: 1
            );

    private static async Task ActAsync(SqliteRegistry registry, int act, string id, int hour, string client, string dataset)
    {
        var now = Start.AddHours(hour);
        switch (act)
        {
            case 0 or 1:
                await registry.CreateAsync(
                    Waiting(id, client, dataset, now),
                    new SubscriptionLimits
                    {
                        PerStreamMax = 100,
                        PerDatasetMax = 4,
                        PendingMax = 5,
                    },
                    Cancel
                );
                break;
            case 2:
                await registry.UpdateAsync(
                    id,
                    SubscriptionStatus.Provisioning,
                    SubscriptionStatus.PendingConfirmation,
                    null,
                    now,
                    Cancel
                );
                break;
            case 3:
                await registry.ActivateAsync(id, StreamCursor.After(1), now, Cancel);
                break;
            case 4:
                await registry.UpdateAsync(id, SubscriptionStatus.Active, SubscriptionStatus.Archived, "", now, Cancel);
                break;
            case 5:
                await registry.ExpireAsync(now - TimeSpan.FromHours(3), now, Cancel);
                break;
            case 6:
                await registry.ResumeAsync(
                    Waiting(id, client, dataset, now) with
                    {
                        Status = SubscriptionStatus.Suspended,
                    },
                    new SubscriptionLimits { PerStreamMax = 100, PerDatasetMax = 4 },
                    now,
                    Cancel
                );
                break;
            default:
                await registry.NoteFailingAsync(id, Start, now, TimeSpan.FromHours(4), Cancel);
                break;
        }
    }

    private static Subscription Waiting(string id, string client, string dataset, DateTimeOffset now) =>
        StoredSubscription.Waiting(id, new StreamId(1, dataset), now, client);

    private static string Recounted(string path) =>
        Read(
            path,
            "SELECT client, dataset, COUNT(*), SUM(status <= 2) FROM subscription WHERE status <= 3 GROUP BY client, dataset"
        );

    private static string Kept(string path) =>
        Read(path, "SELECT client, dataset, live, waiting FROM subscription_count WHERE live > 0 ORDER BY client, dataset");

    private static string Read(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        var lines = new List<string>();
        while (rows.Read())
        {
            lines.Add($"{rows[0]} {rows[1]} {rows[2]} {rows[3]}");
        }

        return string.Join('\n', lines);
    }
}
