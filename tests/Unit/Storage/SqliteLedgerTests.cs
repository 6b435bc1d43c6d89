using Microsoft.Data.Sqlite;
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
    public async Task A_file_that_needs_no_change_is_opened_without_a_write()
    {
        using var watcher = new OutsideWatcher(Path.Combine(folder.FullName, "ledger.db"));
        await using var again = Open();
        await again.OpenAsync(8, Cancel);
        watcher.HasSeenWrite().ShouldBeFalse();
        await again.TakeAsync(1, Cancel);
        watcher.HasSeenWrite().ShouldBeTrue();
    }

    [Fact]
    public async Task Of_two_that_believe_they_own_a_partition_only_the_later_one_commits()
    {
        var first = await ledger.TakeAsync(3, Cancel);
        await using var other = Open();
        await other.OpenAsync(8, Cancel);
        var second = await other.TakeAsync(3, Cancel);

        (await ledger.OwnsAsync(3, first.Epoch, Cancel)).ShouldBeFalse();
        (await ledger.OwnsAsync(3, second.Epoch, Cancel)).ShouldBeTrue();
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
        (await Pages(again, 1, new PageKey(4, 3600, 1))).ShouldBe([Data(5)]);
        var lack = await Should.ThrowAsync<InvalidDataException>(() => Pages(again, 1, new PageKey(4, 7200, 1)));
        lack.Message.ShouldContain("restore");
    }

    [Fact]
    public async Task Blocks_that_were_published_before_a_time_are_passed_over_where_it_is_known()
    {
        var opening = await ledger.TakeAsync(1, Cancel);
        var first = new DateTimeOffset(2026, 7, 12, 16, 0, 0, TimeSpan.Zero);
        for (var sequence = 1; sequence <= 4; sequence++)
        {
            var commit = Commit(1, opening.Epoch, sequence);
            await ledger.CommitAsync(
                [commit with { Blocks = [commit.Blocks[0] with { Published = first.AddHours(sequence) }] }],
                Cancel
            );
        }

        var stream = new StreamId(1, "sp-traffic");
        (await ledger.ReadBlocksAsync(stream, 2, 1, Cancel))[0].Published.ShouldBe(first.AddHours(3));
        (await ledger.FirstPublicationAsync(stream, first.AddHours(3), Cancel)).ShouldBe(3);
        (await ledger.FirstPublicationAsync(stream, first.AddHours(5), Cancel)).ShouldBeNull();
        await ledger.CommitAsync([Commit(1, opening.Epoch, 5)], Cancel);
        (await ledger.FirstPublicationAsync(stream, first.AddHours(5), Cancel)).ShouldBe(5);
    }

    [Fact]
    public async Task A_head_page_takes_the_place_of_the_entries_before_it()
    {
        var opening = await ledger.TakeAsync(1, Cancel);
        await ledger.CommitAsync([Commit(1, opening.Epoch, 1)], Cancel);
        await ledger.CommitAsync([Commit(1, opening.Epoch, 2)], Cancel);
        var head = new StoredPage(new PageKey(PageKey.HeadKind, 0, 0), Data(99));
        await ledger.CommitAsync([Commit(1, opening.Epoch, 3) with { Pages = [head], PagedThrough = 2 }], Cancel);

        var reopened = await ledger.TakeAsync(1, Cancel);

        reopened.Head!.Value.ToArray().ShouldBe(Data(99));
        (await Journal(ledger, 1, 0)).Select(entry => entry.Sequence).ShouldBe([3]);
    }

    [Fact]
    public async Task A_dropped_group_takes_its_pages_and_no_others()
    {
        var opening = await ledger.TakeAsync(1, Cancel);
        PageKey[] keys = [new(6, 20, 0), new(6, 20, 1), new(6, 21, 0), new(7, 20, 0)];
        await ledger.CommitAsync(
            [Commit(1, opening.Epoch, 1) with { Pages = [.. keys.Select(key => new StoredPage(key, Data(1)))] }],
            Cancel
        );

        await ledger.CommitAsync(
            [Commit(1, opening.Epoch, 2) with { Dropped = [new(6, 20)], Pages = [new(keys[1], Data(2))] }],
            Cancel
        );

        (await Pages(ledger, 1, keys[1], keys[2], keys[3])).ShouldBe([Data(2), Data(1), Data(1)]);
        await Should.ThrowAsync<InvalidDataException>(() => Pages(ledger, 1, keys[0]));
    }

    [Fact]
    public async Task Partitions_that_are_taken_at_once_are_each_told_of_themselves()
    {
        var all = Enumerable.Range(0, 8).ToList();
        foreach (var partition in all)
        {
            var (epoch, _, _, _) = await ledger.TakeAsync(partition, Cancel);
            for (var sequence = 1; sequence <= partition; sequence++)
            {
                var head = new StoredPage(new PageKey(PageKey.HeadKind, 0, 0), Data(partition));
                await ledger.CommitAsync([Commit(partition, epoch, sequence) with { Pages = [head] }], Cancel);
            }
        }

        await DamageHeadAsync(partition: 5);
        var taking = all.ConvertAll(partition => ledger.TakeAsync(partition, Cancel).AsTask());
        (await Should.ThrowAsync<InvalidDataException>(() => taking[5])).Message.ShouldContain("head page of partition 5");
        foreach (var partition in all.Where(partition => partition != 5))
        {
            var opening = await taking[partition];
            opening.Sequence.ShouldBe(partition);
            opening.Head?.ToArray().ShouldBe(partition == 0 ? null : Data(partition));
            (await ledger.OwnsAsync(partition, opening.Epoch, Cancel)).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task It_keeps_the_number_of_partitions_that_it_was_made_with()
    {
        await using var other = Open();
        (await other.OpenAsync(9, Cancel)).PartitionCount.ShouldBe(8);
    }

    private async Task DamageHeadAsync(int partition)
    {
        await using var connection = new SqliteConnection(
            $"Data Source={Path.Combine(folder.FullName, "ledger.db")};Pooling=False"
        );
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "UPDATE page SET data = x'00' WHERE partition = $partition AND kind = $kind";
        command.Parameters.AddWithValue("$partition", partition);
        command.Parameters.AddWithValue("$kind", PageKey.HeadKind);
        (await command.ExecuteNonQueryAsync(Cancel)).ShouldBe(1);
    }

    private static PartitionCommit Commit(int partition, long epoch, long sequence) =>
        new(
            partition,
            epoch,
            sequence,
            Data(sequence),
            [new DeltaBlock(new StreamId(partition, "sp-traffic"), sequence, 1, Data(sequence))],
            [new StoredPage(new PageKey(4, 3600, 1), Data(sequence))],
            [],
            null
        );

    private static byte[] Data(long number) => [1, 2, (byte)number];

    private static async Task<List<JournalEntry>> Journal(ILedger ledger, int partition, long after)
    {
        var entries = new List<JournalEntry>();
        await foreach (var entry in ledger.ReadJournalAsync(partition, after, Cancel))
        {
            entries.Add(entry with { Data = entry.Data.ToArray() });
        }

        return entries;
    }

    private static async Task<List<byte[]>> Pages(ILedger ledger, int partition, params PageKey[] keys)
    {
        var pages = new List<byte[]>();
        await foreach (var page in ledger.ReadPagesAsync(partition, keys, Cancel))
        {
            pages.Add(page.Data.ToArray());
        }

        return pages;
    }

    private SqliteLedger Open() => new(Path.Combine(folder.FullName, "ledger.db"));
}
