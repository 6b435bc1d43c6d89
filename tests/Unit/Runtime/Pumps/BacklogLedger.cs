using System.Text.Json;
using Millrace.Engine.Journal;
using Millrace.Runtime.Ports;
using Millrace.Unit.Engine.Projections;

namespace Millrace.Unit.Runtime.Pumps;

/// <summary>A ledger whose streams have so many blocks of a hundred rows each, all with the same content; reading takes virtual time.</summary>
internal sealed class BacklogLedger(TimeProvider time) : ILedger
{
    public const int RowsPerBlock = 100;

    private static readonly PublishedBlock Content = new BlockCase([
        .. Enumerable.Range(0, RowsPerBlock).Select(row => new BlockCase.Row([$"{row}", "", "", "", ""], 0, [1, 0, 0])),
    ]).Build();

    private readonly Dictionary<StreamId, int> published = [];

    /// <summary>Which of its block's records a message is.</summary>
    public static string RecordOf(ReadOnlyMemory<byte> body)
    {
        using var json = JsonDocument.Parse(body);
        return json.RootElement.GetProperty("campaign_id").GetString()!;
    }

    public TimeSpan Takes { get; set; }

    public void Publish(StreamId stream, int blocks) => published[stream] = published.GetValueOrDefault(stream) + blocks;

    public async ValueTask<IReadOnlyList<DeltaBlock>> ReadBlocksAsync(
        StreamId stream,
        long afterPublication,
        int blocksMax,
        CancellationToken cancel
    )
    {
        if (Takes > TimeSpan.Zero)
        {
            await Task.Delay(Takes, time, cancel);
        }

        var from = Math.Max(0, afterPublication) + 1;
        var count = (int)Math.Clamp(published[stream] - from + 1, 0, blocksMax);
        return
        [
            .. Enumerable.Range(0, count).Select(number => new DeltaBlock(stream, from + number, Content.Rows, Content.Data)),
        ];
    }

    public ValueTask<LedgerIdentity> OpenAsync(int newPartitions, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<PartitionOpening> TakeAsync(int partition, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<bool> OwnsAsync(int partition, long epoch, CancellationToken cancel) => throw new NotSupportedException();

    public IAsyncEnumerable<JournalEntry> ReadJournalAsync(int partition, long afterSequence, CancellationToken cancel) =>
        throw new NotSupportedException();

    public ValueTask<IReadOnlyList<CommitVerdict>> CommitAsync(
        IReadOnlyList<PartitionCommit> commits,
        CancellationToken cancel
    ) => throw new NotSupportedException();

    public IAsyncEnumerable<StoredPage> ReadPagesAsync(
        int partition,
        IReadOnlyCollection<PageKey> pages,
        CancellationToken cancel
    ) => throw new NotSupportedException();

    public ValueTask<int> EraseBlocksAsync(int account, int blocksMax, CancellationToken cancel) =>
        throw new NotSupportedException();

    public ValueTask OweScrubAsync(DateTimeOffset now, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<long> LastPublicationAsync(StreamId stream, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => default;
}
