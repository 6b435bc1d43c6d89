using System.Collections.Concurrent;
using System.IO.Pipelines;
using Millrace.Engine;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Ingestion.Binary;
using Millrace.Runtime.Partitions;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Space;

namespace Millrace.Runtime.Ingestion;

/// <summary>
/// The way in: a body of NDJSON lines, or of events in the binary form, is read whole, split by partition, handed over, and answered when the ledger has every
/// part. A body that is cut or too large changes nothing.
/// </summary>
public sealed class IngestService(IPartitionHost host, IngestOptions options, TimeProvider platformTime, long hashSeed)
{
    private readonly ConcurrentBag<EventBatch> idle = [];
    private readonly ConcurrentBag<BinaryBatchReader> readers = [];
    private int bodies;

    public IngestOptions Options => options;

    /// <summary>Says when there is no room for bodies; null: they are read until the ledger refuses them.</summary>
    public SpaceWatch? Space { get; init; }

    /// <param name="accounts">The accounts that the caller may write to.</param>
    /// <param name="holder">Whose batch ids these are.</param>
    /// <param name="isImport">Old data: any age is taken, and published at once.</param>
    /// <param name="cancel">Ends the reading of the body; what was handed over is waited for.</param>
    public Task<IngestOutcome> TakeEventsAsync(
        IEventAccounts accounts,
        string holder,
        string batchId,
        PipeReader body,
        bool isImport,
        CancellationToken cancel
    ) => TakeEventsAsync(accounts, holder, batchId, isImport, batch => ReadLinesAsync(batch, body, cancel));

    /// <summary>The same for a body of the binary form; one that is broken changes nothing.</summary>
    public Task<IngestOutcome> TakeBinaryEventsAsync(
        IEventAccounts accounts,
        string holder,
        string batchId,
        PipeReader body,
        bool isImport,
        CancellationToken cancel
    ) => TakeEventsAsync(accounts, holder, batchId, isImport, batch => ReadBinaryAsync(batch, body, cancel));

    /// <summary>The same for entities; the answer counts each accepted line, changed or not.</summary>
    /// <param name="kind">The kind of every line; null: each says its own.</param>
    public Task<IngestOutcome> TakeEntitiesAsync(
        IEventAccounts accounts,
        string? kind,
        PipeReader body,
        CancellationToken cancel
    ) =>
        BoundedAsync(async () =>
        {
            var batch = new EntityBatch(accounts, BatchOptions(isImport: false), kind);
            return await ReadAsync(batch, body, cancel)
                ?? await HandOverAsync(batch, batch.Upserts, upsert => upsert.Account.Key, host.TryUpsert);
        });

    /// <summary>Forgets the shoppers that the lines name; the answer counts each accepted line, known shopper or not.</summary>
    public Task<IngestOutcome> ForgetShoppersAsync(IEventAccounts accounts, PipeReader body, CancellationToken cancel) =>
        BoundedAsync(async () =>
        {
            var batch = new ShopperBatch(accounts, BatchOptions(isImport: false));
            return await ReadAsync(batch, body, cancel)
                ?? await HandOverAsync(batch, batch.Shoppers, shopper => shopper.Account, Forget);
        });

    private Task<int>? Forget(int partition, IReadOnlyList<AccountShopper> shoppers) =>
        host.TryForget(partition, [.. shoppers.Select(shopper => shopper.Shopper)]);

    private async Task<IngestOutcome> BoundedAsync(Func<Task<IngestOutcome>> take)
    {
        if (Space?.Refusal is { } refusal)
        {
            return NoSpace(refusal);
        }

        try
        {
            return Interlocked.Increment(ref bodies) > options.BodiesAtOnceMax ? Full() : await take();
        }
        catch (PartitionUnavailableException fault) when (fault.IsFull)
        {
            return NoSpace($"{fault.Message} Send the same body under the same Idempotency-Key again: it counts once.");
        }
        catch (PartitionUnavailableException fault)
        {
            return new IngestOutcome.ComeAgain(options.RetryAfter, fault.Message);
        }
        finally
        {
            Interlocked.Decrement(ref bodies);
        }
    }

    /// <param name="read">Fills the batch; answers null, or for what the body is refused whole.</param>
    private Task<IngestOutcome> TakeEventsAsync(
        IEventAccounts accounts,
        string holder,
        string batchId,
        bool isImport,
        Func<EventBatch, Task<IngestOutcome?>> read
    ) =>
        BoundedAsync(async () =>
        {
            var batch = Begin(accounts, holder, batchId, isImport);
            var outcome = await read(batch) ?? await HandOverAsync(batch);

            // Given back only when all has gone well: else a partition may still hold a part of it.
            idle.Add(batch);
            return outcome;
        });

    private EventBatch Begin(IEventAccounts accounts, string holder, string batchId, bool isImport)
    {
        if (!idle.TryTake(out var batch))
        {
            return new EventBatch(accounts, BatchOptions(isImport), holder, batchId);
        }

        batch.Begin(accounts, BatchOptions(isImport), holder, batchId);
        return batch;
    }

    private async Task<IngestOutcome?> ReadLinesAsync(EventBatch batch, PipeReader body, CancellationToken cancel)
    {
        var lines = new LineReader(options.LineBytesMax, batch.Add, batch.RefuseLongLine);
        return await lines.ReadAsync(body, options.BodyBytesMax, cancel)
            ? null
            : new IngestOutcome.TooLarge(options.BodyBytesMax);
    }

    private async Task<IngestOutcome?> ReadBinaryAsync(EventBatch batch, PipeReader body, CancellationToken cancel)
    {
        using var whole = new WholeBody();
        if (!await whole.ReadAsync(body, options.BodyBytesMax, cancel))
        {
            return new IngestOutcome.TooLarge(options.BodyBytesMax);
        }

        var reader = readers.TryTake(out var used) ? used : new BinaryBatchReader();
        var fault = reader.Read(batch, whole.Bytes);
        readers.Add(reader);
        return fault is null ? null : new IngestOutcome.Broken(fault);
    }

    private async Task<IngestOutcome> HandOverAsync(EventBatch batch)
    {
        var handed = batch.Parts.Select(host.TryAccept).ToList();
        var verdicts = await PartitionAnswers.AllAsync(handed.OfType<Task<PartVerdict>>());
        if (handed.Contains(null))
        {
            return Full();
        }

        if (verdicts.Any(verdict => verdict.Outcome == PartOutcome.OtherBody))
        {
            return new IngestOutcome.OtherBody();
        }

        return verdicts.Any(verdict => verdict.Outcome == PartOutcome.OutOfRange)
            ? new IngestOutcome.OutOfRange()
            : new IngestOutcome.Taken(
                batch.Accepted,
                verdicts.Sum(verdict => verdict.Repeated),
                batch.RefusedCount,
                [.. batch.Refused],
                [.. batch.UnknownFields]
            );
    }

    private async Task<IngestOutcome?> ReadAsync(AccountLines batch, PipeReader body, CancellationToken cancel)
    {
        var lines = new LineReader(batch.LineBytesMax, batch.Add, batch.RefuseLongLine);
        return await lines.ReadAsync(body, options.BodyBytesMax, cancel)
            ? null
            : new IngestOutcome.TooLarge(options.BodyBytesMax);
    }

    /// <param name="items">What the lines of the batch say.</param>
    /// <param name="account">Key of the account of an item.</param>
    /// <param name="hand">Gives a partition its items.</param>
    private async Task<IngestOutcome> HandOverAsync<T>(
        AccountLines batch,
        IEnumerable<T> items,
        Func<T, int> account,
        Func<int, IReadOnlyList<T>, Task<int>?> hand
    )
    {
        var handed = items
            .GroupBy(item => Partitioning.Of(account(item), host.Partitions))
            .Select(group => hand(group.Key, [.. group]))
            .ToList();
        var counts = await PartitionAnswers.AllAsync(handed.OfType<Task<int>>());
        return handed.Contains(null) ? Full() : new IngestOutcome.Taken(counts.Sum(), 0, batch.RefusedCount, batch.Refused, []);
    }

    private EventBatchOptions BatchOptions(bool isImport) =>
        new()
        {
            Now = platformTime.GetUtcNow().ToUnixTimeSeconds(),
            Partitions = host.Partitions,
            EventIdSeed = host.EventIdSeed,
            HashSeed = hashSeed,
            IsImport = isImport,
            Policies = host.Publication,
            LineBytesMax = options.LineBytesMax,
            EntityLineBytesMax = options.EntityLineBytesMax,
        };

    private IngestOutcome.NoSpace NoSpace(string why) => new(options.SpaceRetryAfter, why);

    private IngestOutcome.ComeAgain Full() =>
        new(options.RetryAfter, "the service is busy: send the same body under the same Idempotency-Key again");
}
