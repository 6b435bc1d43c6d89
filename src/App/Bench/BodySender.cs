using System.Globalization;
using System.IO.Pipelines;
using Millrace.Engine.Ingestion;
using Millrace.Runtime.Ingestion;

namespace Millrace.App.Bench;

/// <summary>Hands bodies to the way in, each under an id of its own; one that is not taken whole ends the bench.</summary>
internal sealed class BodySender(BenchAccounts accounts)
{
    private int batches;

    private static StreamPipeReaderOptions Blocks { get; } = new(bufferSize: 128 << 10, minimumReadSize: 64 << 10);

    /// <summary>Takes a body of lines; answers how many events of it are in the ledger.</summary>
    public async Task<long> SendAsync(IngestService ingest, Stream body)
    {
        var reader = PipeReader.Create(body, Blocks);
        var outcome = await ingest.TakeEventsAsync(accounts, "bench", NextId(), reader, isImport: false, CancellationToken.None);
        await reader.CompleteAsync();
        return Accepted(outcome);
    }

    /// <summary>The same for a body of the binary form.</summary>
    public async Task<long> SendBinaryAsync(IngestService ingest, Stream body)
    {
        var reader = PipeReader.Create(body, Blocks);
        var outcome = await ingest.TakeBinaryEventsAsync(
            accounts,
            "bench",
            NextId(),
            reader,
            isImport: false,
            CancellationToken.None
        );
        await reader.CompleteAsync();
        return Accepted(outcome);
    }

    /// <summary>Takes a body of product lines.</summary>
    public async Task<long> SendProductsAsync(IngestService ingest, Stream body)
    {
        var reader = PipeReader.Create(body, Blocks);
        var outcome = await ingest.TakeEntitiesAsync(accounts, EntityBatch.ProductKind, reader, CancellationToken.None);
        await reader.CompleteAsync();
        return Accepted(outcome);
    }

    private static long Accepted(IngestOutcome outcome) =>
        outcome is IngestOutcome.Taken { RefusedCount: 0 } taken
            ? taken.Accepted
            : throw new InvalidOperationException($"A body was answered {outcome}.");

    private string NextId() => Interlocked.Increment(ref batches).ToString(CultureInfo.InvariantCulture);
}
