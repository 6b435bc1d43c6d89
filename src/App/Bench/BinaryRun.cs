using Millrace.Engine.Ingestion;
using Millrace.Engine.Ingestion.Binary;
using Millrace.Runtime.Partitions;

namespace Millrace.App.Bench;

/// <summary>Bodies of the binary form into a ledger of one partition.</summary>
internal sealed class BinaryRun(BinaryBodies bodies, string folder)
{
    private readonly PartitionHostOptions partitions = new() { Partitions = 1, HashSeed = 42 };

    /// <summary>Events accepted, each fact of them synced.</summary>
    public async Task<long> RunAsync()
    {
        await using var stand = await IngestStand.StartAsync(folder, partitions);
        stand.Clock.Now = DateTimeOffset.FromUnixTimeSeconds(bodies.LastTime);
        var accepted = 0L;
        foreach (var body in bodies.All)
        {
            accepted += await stand.SendBinaryAsync(body);
        }

        return accepted;
    }

    /// <summary>Events read and combined by cell, and then thrown away: what the form itself costs.</summary>
    public async Task<long> ReadAsync()
    {
        await using var stand = await IngestStand.StartAsync(folder, partitions);
        var options = new EventBatchOptions
        {
            Now = bodies.LastTime,
            Partitions = 1,
            EventIdSeed = 7,
            HashSeed = 42,
        };
        var (reader, batch, accepted) = (new BinaryBatchReader(), new EventBatch(stand, options, "bench", ""), 0L);
        foreach (var body in bodies.All)
        {
            batch.Begin(stand, options, "bench", "");
            if (reader.Read(batch, body) is { } fault)
            {
                throw new InvalidOperationException($"A body of the bench is broken: {fault}");
            }

            accepted += batch.Accepted;
        }

        return accepted;
    }
}
