using System.Text;
using Microsoft.Data.Sqlite;
using Millrace.Runtime.Ports;
using Millrace.Storage.Ledger;

namespace Millrace.Unit.Storage;

/// <summary>What is removed from a ledger leaves its file when it is written anew, whatever SQLite has done with its pages.</summary>
public sealed class ScrubTests : IAsyncLifetime
{
    private const int Accounts = 400;
    private const int Publications = 24;
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("millrace-scrub's");
    private readonly SqliteLedger ledger;

    public ScrubTests() => ledger = new SqliteLedger(FilePath);

    private string FilePath => Path.Combine(folder.FullName, "ledger.db");

    public async ValueTask InitializeAsync() => await ledger.OpenAsync(8, Cancel);

    public async ValueTask DisposeAsync()
    {
        await ledger.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task No_byte_of_blocks_that_were_removed_one_by_one_from_between_others_is_left()
    {
        var (epoch, _, _, _) = await ledger.TakeAsync(0, Cancel);
        var chance = new Random(5);
        for (var sequence = 1; sequence <= Publications; sequence++)
        {
            var blocks = Enumerable.Range(1, Accounts).Select(account => Block(account, sequence, chance)).ToList();
            await ledger.CommitAsync([new PartitionCommit(0, epoch, sequence, new byte[100], blocks, [], [], null)], Cancel);
        }

        for (var account = 1; account <= Accounts; account += 3)
        {
            while (await ledger.EraseBlocksAsync(account, 7, Cancel) > 0) { }
        }

        await ledger.OweScrubAsync(DateTimeOffset.UnixEpoch.AddDays(3), Cancel);
        await ledger.OweScrubAsync(DateTimeOffset.UnixEpoch.AddDays(4), Cancel);
        (await ledger.ScrubOwedSinceAsync(Cancel)).ShouldBe(DateTimeOffset.UnixEpoch.AddDays(3), "the first one waits longest");
        Gone().ShouldBeGreaterThan(0);

        await ledger.ScrubAsync(Cancel);

        Gone().ShouldBe(0);
        (await ledger.ScrubOwedSinceAsync(Cancel)).ShouldBeNull();
        for (var account = 1; account <= Accounts; account++)
        {
            var blocks = await ledger.ReadBlocksAsync(new StreamId(account, "sp-traffic"), 0, 100, Cancel);
            blocks.Count.ShouldBe(account % 3 == 1 ? 0 : Publications);
        }
    }

    [Fact]
    public async Task What_is_owed_is_known_after_a_restart()
    {
        await ledger.OweScrubAsync(DateTimeOffset.UnixEpoch.AddDays(3), Cancel);
        await using var again = new SqliteLedger(FilePath);
        await again.OpenAsync(8, Cancel);
        (await again.ScrubOwedSinceAsync(Cancel)).ShouldBe(DateTimeOffset.UnixEpoch.AddDays(3));
    }

    [Fact]
    public async Task A_reader_of_an_older_state_is_told_before_any_work_is_done()
    {
        await ledger.OweScrubAsync(DateTimeOffset.UnixEpoch, Cancel);
        await using var reader = new SqliteConnection($"Data Source={FilePath};Pooling=False");
        reader.Open();
        await using var reading = reader.BeginTransaction(deferred: true);
        await using (var command = reader.CreateCommand())
        {
            command.CommandText = "SELECT COUNT(*) FROM journal";
            command.ExecuteScalar();
        }

        var log = new FileInfo(FilePath + "-wal").Length;
        (await Should.ThrowAsync<IOException>(ledger.ScrubAsync(Cancel).AsTask())).Message.ShouldContain("end the other program");
        new FileInfo(FilePath + "-wal").Length.ShouldBe(log);
        (await ledger.ScrubOwedSinceAsync(Cancel)).ShouldNotBeNull();

        await reading.RollbackAsync(Cancel);
        await ledger.ScrubAsync(Cancel);
        new FileInfo(FilePath + "-wal").Length.ShouldBeLessThan(log + 100_000);
    }

    private static DeltaBlock Block(int account, int publication, Random chance)
    {
        var mark = account % 3 == 1 ? "gone" : "kept";
        var data = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(mark, chance.Next(20, 900))));
        return new(new StreamId(account, "sp-traffic"), publication, 1, data);
    }

    /// <summary>How often something that was removed stands in a file.</summary>
    private int Gone() =>
        folder
            .EnumerateFiles()
            .Sum(file =>
            {
                using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                using var reader = new StreamReader(stream, Encoding.Latin1);
                return reader.ReadToEnd().Split("gone").Length - 1;
            });
}
