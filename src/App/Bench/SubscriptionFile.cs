using System.Globalization;
using Millrace.Contracts.Datasets;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Subscriptions;
using Millrace.Storage.Registry;

namespace Millrace.App.Bench;

/// <summary>
/// A registry with so many ACTIVE subscriptions, one for each account from the first. It is made once, as the API and a confirmation
/// make them, and kept: each of them is two synced writes.
/// </summary>
internal static class SubscriptionFile
{
    private const int PerClient = 1_000;
    private static readonly SubscriptionLimits Limits = new();

    /// <returns>Where it lies.</returns>
    public static async Task<string> MakeAsync(string folder, int count)
    {
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"subscriptions-{count}.db"));
        if (File.Exists(path))
        {
            return path;
        }

        var part = path + ".part";
        BenchFile.Delete(part);
        await using (var registry = new SqliteRegistry(part))
        {
            await registry.OpenAsync(CancellationToken.None);
            for (var account = 0; account < count; account++)
            {
                await AddAsync(
                    registry,
                    account,
                    new StreamId(account, Datasets.SpTraffic.Id),
                    string.Create(CultureInfo.InvariantCulture, $"arn:aws:sqs:us-east-1:{account:D12}:sp-traffic")
                );
            }
        }

        File.Move(part, path);
        return path;
    }

    /// <summary>Adds one subscription, which is ACTIVE from the beginning of its stream.</summary>
    /// <param name="number">No other has it.</param>
    public static async Task AddAsync(SqliteRegistry registry, int number, StreamId stream, string queueArn)
    {
        var made = Subscription(number, stream, queueArn);
        var (verdict, _) = await registry.CreateAsync(made, Limits, CancellationToken.None);
        if (
            verdict != CreationVerdict.Created
            || !await registry.ActivateAsync(made.Id, StreamCursor.After(0), made.Created, CancellationToken.None)
        )
        {
            throw new InvalidOperationException($"The subscription of account {stream.Account} was answered {verdict}.");
        }
    }

    private static Subscription Subscription(int number, StreamId stream, string queueArn) =>
        new(
            0,
            string.Create(CultureInfo.InvariantCulture, $"amzn1.fead.cs1.{number:D22}"),
            string.Create(CultureInfo.InvariantCulture, $"amzn1.application-oa2-client.{number / PerClient:x32}"),
            "bench",
            stream,
            queueArn,
            "",
            SubscriptionStatus.Provisioning,
            string.Create(CultureInfo.InvariantCulture, $"request-{number:D12}"),
            "",
            "arn:aws:sns:us-east-1:906013806264:bench",
            "bench",
            EventLines.Start,
            EventLines.Start,
            EventLines.Start
        );
}
