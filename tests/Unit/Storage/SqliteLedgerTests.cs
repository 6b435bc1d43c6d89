using Millrace.Runtime.Ports;
using Millrace.Storage.Ledger;

namespace Millrace.Unit.Storage;

public sealed class SqliteLedgerTests : IAsyncLifetime
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("millrace-ledger");
    private readonly SqliteLedger ledger;

    public SqliteLedgerTests() => ledger = Open();

    public async ValueTask InitializeAsync() => await ledger.OpenAsync(8, Cancel);

    public async ValueTask DisposeAsync()
    {
        await ledger.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Of_two_that_believe_they_own_a_partition_only_the_later_one_commits()
    {
        var first = await ledger.TakeAsync(3, Cancel);
        await using var other = Open();
        await other.OpenAsync(8, Cancel);
        var second = await other.TakeAsync(3, Cancel);

        (await ledger.CommitAsync([Commit(3, first.Epoch, 1)], Cancel)).ShouldBe([CommitVerdict.Fenced]);
        (await other.CommitAsync([Commit(3, second.Epoch, 1)], Cancel)).ShouldBe([CommitVerdict.Committed]);
        (await Journal(ledger, 3, 0)).Select(entry => entry.Sequence).ShouldBe([1]);
    }

    [Fact]
    public async Task A_refused_partition_costs_the_others_of_the_same_write_nothing()
    {
        var epochs = new List<long>();
        for (var partition = 0; partition < 8; partition++)
        {
            epochs.Add((await ledger.TakeAsync(partition, Cancel)).Epoch);
        }

        var verdicts = await ledger.CommitAsync(
            [.. epochs.Select((epoch, partition) => Commit(partition, epoch, partition == 5 ? 2 : 1))],
            Cancel
        );

        verdicts.ShouldBe(
            Enumerable.Range(0, 8).Select(partition => partition == 5 ? CommitVerdict.Fenced : CommitVerdict.Committed)
        );
        (await ledger.ReadBlocksAsync(new StreamId(5, "sp-traffic"), 0, 10, Cancel)).ShouldBeEmpty();
        (await ledger.ReadBlocksAsync(new StreamId(4, "sp-traffic"), 0, 10, Cancel)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_was_committed_is_there_when_the_file_is_opened_again()
    {
        var opening = await ledger.TakeAsync(1, Cancel);
        for (var sequence = 1; sequence <= 5; sequence++)
        {
            await ledger.CommitAsync([Commit(1, opening.Epoch, sequence)], Cancel);
        }

        var identity = await ledger.OpenAsync(8, Cancel);
        await using var again = Open();
        (await again.OpenAsync(8, Cancel)).ShouldBe(identity);
        var reopened = await again.TakeAsync(1, Cancel);

        reopened.Sequence.ShouldBe(5);
        (await Journal(again, 1, 2)).Select(entry => entry.Data.ToArray()).ShouldBe([Data(3), Data(4), Data(5)]);
        var page = await again.ReadBlocksAsync(new StreamId(1, "sp-traffic"), 1, 2, Cancel);
        page.Select(block => block.Publication).ShouldBe([2, 3]);
        (await again.LastPublicationAsync(new StreamId(1, "sp-traffic"), Cancel)).ShouldBe(5);
        (await again.ReadWindowAsync(1, 3600, Cancel))!.Value.ToArray().ShouldBe(Data(5));
        (await again.ReadWindowAsync(1, 7200, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_snapshot_takes_the_place_of_the_entries_before_it()
    {
        var opening = await ledger.TakeAsync(1, Cancel);
        await ledger.CommitAsync([Commit(1, opening.Epoch, 1)], Cancel);
        await ledger.CommitAsync([Commit(1, opening.Epoch, 2) with { Snapshot = Data(99) }], Cancel);
        await ledger.CommitAsync([Commit(1, opening.Epoch, 3)], Cancel);

        var reopened = await ledger.TakeAsync(1, Cancel);

        reopened.SnapshotSequence.ShouldBe(2);
        reopened.Snapshot!.Value.ToArray().ShouldBe(Data(99));
        (await Journal(ledger, 1, 0)).Select(entry => entry.Sequence).ShouldBe([3]);
    }

    [Fact]
    public async Task Another_number_of_partitions_is_refused_with_what_to_do()
    {
        await using var other = Open();
        var refusal = await Should.ThrowAsync<InvalidDataException>(async () => await other.OpenAsync(9, Cancel));
        refusal.Message.ShouldContain("8 partitions");
    }

    private static PartitionCommit Commit(int partition, long epoch, long sequence) =>
        new(
            partition,
            epoch,
            sequence,
            Data(sequence),
            [new DeltaBlock(new StreamId(partition, "sp-traffic"), sequence, 1, Data(sequence))],
            [new WindowBlock(3600, Data(sequence))],
            null
        );

    private static byte[] Data(long number) => [1, 2, (byte)number];

    private static async Task<List<JournalEntry>> Journal(ILedger ledger, int partition, long after)
    {
        var entries = new List<JournalEntry>();
        await foreach (var entry in ledger.ReadJournalAsync(partition, after, Cancel))
        {
            entries.Add(entry);
        }

        return entries;
    }

    private SqliteLedger Open() => new(Path.Combine(folder.FullName, "ledger.db"));
}
