using Millrace.Engine;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Journal;
using Millrace.Engine.Pages;
using Millrace.Engine.Publication;
using Millrace.Runtime.Ingestion;
using Millrace.Runtime.Partitions;
using Millrace.Runtime.Ports;
using Millrace.Storage.Ledger;

namespace Millrace.App.Bench;

/// <summary>
/// One partition's engine behind the way in, driven as a partition of the host drives it, but with a clock at each step: how long
/// the writer was held by what is asked of it beside events, and how long the ledger then took.
/// </summary>
internal sealed class EngineStand : IPartitionHost, IAsyncDisposable
{
    private const int HashSeed = 42;

    private readonly PartitionHostOptions options = new() { Partitions = 1, HashSeed = HashSeed };
    private readonly BodySender sender = new(new BenchAccounts(EventLines.Advertisers));
    private readonly Effects effects = new(0);
    private readonly IngestService ingest;
    private readonly string path;
    private readonly SqliteLedger ledger;
    private PartitionEngine engine = null!;
    private long epoch;
    private bool isRoundWanted;

    private EngineStand(string folder)
    {
        path = BenchFile.New(folder, "ledger");
        ledger = new SqliteLedger(path);
        ingest = new IngestService(this, new IngestOptions(), Clock, HashSeed);
    }

    public SetTime Clock { get; } = new(EventLines.Start);

    public int Partitions => options.Partitions;

    public long EventIdSeed => HashSeed;

    public PublicationPolicies Publication => PublicationPolicies.Default;

    /// <summary>One for each entry since it was emptied.</summary>
    public List<EntryTimes> Entries { get; } = [];

    /// <summary>True until the last page of a round was handed over.</summary>
    public bool IsPaging => isRoundWanted || engine.IsPaging;

    public static async Task<EngineStand> StartAsync(string folder)
    {
        var stand = new EngineStand(folder);
        var identity = await stand.ledger.OpenAsync(stand.Partitions, CancellationToken.None);
        stand.engine = new PartitionEngine(
            new PartitionOptions
            {
                Partition = 0,
                Incarnation = identity.Incarnation,
                HashSeed = HashSeed,
                EventIdsInMemoryMax = stand.options.EventIdsInMemoryMax,
            }
        );
        stand.epoch = (await stand.ledger.TakeAsync(0, CancellationToken.None)).Epoch;
        return stand;
    }

    public Task SendAsync(Stream body) => sender.SendAsync(ingest, body);

    /// <summary>Lets a round begin with the next entry, as a partition does when its journal has grown.</summary>
    public void BeginRound() => isRoundWanted = true;

    public Task<PartVerdict>? TryAccept(EventPart part) => AcceptAsync(part);

    public Task<int>? TryUpsert(int partition, IReadOnlyList<EntityUpsert> upserts) => throw new NotSupportedException();

    public Task<int>? TryForget(int partition, IReadOnlyList<ulong> shoppers) => throw new NotSupportedException();

    public Task EraseAsync(int account) => throw new NotSupportedException();

    public Task<SnapshotPart>? TrySnapshot(int account, string dataset, string subscription, int from) =>
        throw new NotSupportedException();

    /// <summary>A turn to its end: an entry for each share of it.</summary>
    public async Task TurnAsync()
    {
        engine.Turn(Clock.Now.ToUnixTimeSeconds());
        while (engine.IsTurning)
        {
            await EntryAsync(
                _ =>
                {
                    engine.GoOn(effects);
                    return true;
                },
                isHeld: true
            );
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ledger.DisposeAsync();
        BenchFile.Delete(path);
    }

    private async Task<PartVerdict> AcceptAsync(EventPart part)
    {
        while (engine.MissingFor(part, Clock.Now.ToUnixTimeSeconds()) is { Count: > 0 } missing)
        {
            var keys = missing.Select(page => new PageKey((byte)page.Kind, page.Major, page.Minor)).ToList();
            await foreach (var page in ledger.ReadPagesAsync(0, keys, CancellationToken.None))
            {
                engine.Restore(new((PageKind)page.Key.Kind, page.Key.Major, page.Key.Minor), page.Data.Span);
            }
        }

        return await EntryAsync(now => engine.Accept(part, now, effects), isHeld: false);
    }

    /// <param name="isHeld">Whether the command itself is what holds up those that bring events.</param>
    private async Task<T> EntryAsync<T>(Func<long, T> command, bool isHeld)
    {
        effects.Begin(engine.Sequence + 1);
        var began = Now();
        var verdict = command(Clock.Now.ToUnixTimeSeconds());
        if (!isHeld)
        {
            began = Now();
        }

        if (effects.IsEmpty)
        {
            return verdict;
        }

        if (isRoundWanted)
        {
            isRoundWanted = false;
            engine.BeginPaging();
        }

        engine.EndEntry(effects, options.PageBytesPerEntryMax);
        var held = Now();
        if (
            (await ledger.CommitAsync([EntryCommit.Of(0, epoch, effects, DateTimeOffset.UnixEpoch)], CancellationToken.None))[0]
            != CommitVerdict.Committed
        )
        {
            throw new InvalidOperationException("The ledger refused an entry: the figures would not mean anything.");
        }

        Entries.Add(
            new(
                TimeProvider.System.GetElapsedTime(began, held).TotalMilliseconds,
                TimeProvider.System.GetElapsedTime(held).TotalMilliseconds,
                effects.Pages.Sum(page => (long)page.Data.Length)
            )
        );
        return verdict;
    }

    private static long Now() => TimeProvider.System.GetTimestamp();
}

/// <summary>What one entry took: the writer for its pages or its turn, then the ledger for all of it.</summary>
internal readonly record struct EntryTimes(double HeldMilliseconds, double CommitMilliseconds, long PageBytes);
