using Millrace.Engine.Ingestion;
using Millrace.Engine.Ingestion.Binary;
using Millrace.Runtime.Partitions;

namespace Millrace.App.Bench;

/// <summary>Bodies of the binary form, out of the page cache, into a ledger of one partition.</summary>
internal sealed class BinaryRun(BinaryBodies bodies, string folder)
{
    /// <summary>Events accepted, each fact of them synced.</summary>
    public async Task<long> RunAsync()
    {
        await using var stand = await StartAsync();
        using var handle = bodies.Open();
        var accepted = 0L;
        foreach (var (from, length) in bodies.Places)
        {
            await using var body = new FileBody(handle, from, length);
            accepted += await stand.SendBinaryAsync(body);
        }

        return accepted;
    }

    /// <summary>Events read and combined by cell, and then thrown away: what the form itself costs.</summary>
    public long Read()
    {
        var accounts = new BenchAccounts(EventLines.Advertisers);
        var options = new EventBatchOptions
        {
            Now = bodies.LastTime,
            Partitions = 1,
            EventIdSeed = 7,
            HashSeed = 42,
        };
        var (reader, batch, accepted) = (new BinaryBatchReader(), new EventBatch(accounts, options, "bench", ""), 0L);
        using var handle = bodies.Open();
        var buffer = new byte[bodies.Places.Max(place => place.Length)];
        foreach (var (from, length) in bodies.Places)
        {
            batch.Begin(accounts, options, "bench", "");
            var body = buffer.AsSpan(0, RandomAccess.Read(handle, buffer.AsSpan(0, length), from));
            if (reader.Read(batch, body) is { } fault)
            {
                throw new InvalidOperationException($"A body of the bench is broken: {fault}");
            }

            accepted += batch.Accepted;
        }

        return accepted;
    }

    private async Task<IngestStand> StartAsync()
    {
        var stand = await IngestStand.StartAsync(folder, new PartitionHostOptions { Partitions = 1, HashSeed = 42 });
        stand.Clock.Now = DateTimeOffset.FromUnixTimeSeconds(bodies.LastTime);
        return stand;
    }
}
