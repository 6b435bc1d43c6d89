using System.Globalization;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Ingestion.Binary;
using Millrace.Runtime.Ingestion;
using Millrace.Runtime.Partitions;
using Millrace.Storage.Ledger;

namespace Millrace.App.Bench;

/// <summary>Bodies of the binary form into a ledger of one partition.</summary>
internal sealed class BinaryRun(BinaryBodies bodies, IEventAccounts accounts, string folder)
{
    private int runs;

    /// <summary>Events accepted, each fact of them synced.</summary>
    public async Task<long> RunAsync()
    {
        var name = FormattableString.Invariant($"ledger-binary-{Environment.ProcessId}-{bodies.Bytes}-{runs++}.db");
        var time = new FixedTime(DateTimeOffset.FromUnixTimeSeconds(bodies.LastTime));
        try
        {
            await using var ledger = new SqliteLedger(Path.Combine(folder, name));
            await using var host = await SingleProcessHost.StartAsync(
                ledger,
                new PartitionHostOptions { Partitions = 1, HashSeed = 42 },
                time,
                TimeProvider.System,
                _ => { },
                (_, fault) => throw fault,
                CancellationToken.None
            );
            return await SendAsync(new IngestService(host, new IngestOptions(), time, hashSeed: 42));
        }
        finally
        {
            foreach (var left in Directory.EnumerateFiles(folder, name + "*"))
            {
                File.Delete(left);
            }
        }
    }

    /// <summary>Events read and combined by cell, and then thrown away: what the form itself costs.</summary>
    public Task<long> ReadAsync()
    {
        var options = new EventBatchOptions
        {
            Now = bodies.LastTime,
            Partitions = 1,
            EventIdSeed = 7,
            HashSeed = 42,
        };
        var (reader, batch, accepted) = (new BinaryBatchReader(), new EventBatch(accounts, options, "bench", ""), 0L);
        foreach (var body in bodies.Read())
        {
            batch.Begin(accounts, options, "bench", "");
            if (reader.Read(batch, body) is { } fault)
            {
                throw new InvalidOperationException($"A body of the bench is broken: {fault}");
            }

            accepted += batch.Accepted;
        }

        return Task.FromResult(accepted);
    }

    private async Task<long> SendAsync(IngestService ingest)
    {
        var (accepted, number) = (0L, 0);
        foreach (var bytes in bodies.Read())
        {
            using var body = new MemoryStream(bytes.Array!, 0, bytes.Count, writable: false);
            var id = number++.ToString(CultureInfo.InvariantCulture);
            var outcome = await ingest.TakeBinaryEventsAsync(
                accounts,
                "bench",
                id,
                body,
                isImport: false,
                CancellationToken.None
            );
            accepted += outcome is IngestOutcome.Taken { RefusedCount: 0 } taken
                ? taken.Accepted
                : throw new InvalidOperationException($"A body was answered {outcome}.");
        }

        return accepted;
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
