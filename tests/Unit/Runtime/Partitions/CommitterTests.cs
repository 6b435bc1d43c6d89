using Millrace.Contracts.Documents;
using Millrace.Engine.Journal;
using Millrace.Runtime.Partitions;
using Millrace.Runtime.Ports;
using Millrace.Unit.Runtime.Pumps;

namespace Millrace.Unit.Runtime.Partitions;

/// <summary>Which of the entries that wait go with the next write.</summary>
public sealed class CommitterTests
{
    private const int Partitions = 16;
    private readonly HeldLedger ledger = new();
    private readonly StepByStep steps = new();

    [Theory]
    [InlineData("sp-traffic", false)]
    [InlineData(Documents.BudgetUsageId, true)]
    public void An_entry_is_urgent_when_it_has_a_block_of_documents(string dataset, bool isUrgent)
    {
        var effects = new Effects(1);
        effects.Blocks.Add(new(1, "sp-traffic", 1, 1, new byte[10]));
        effects.Blocks.Add(new(1, dataset, 2, 1, new byte[20]));
        var commit = EntryCommit.Of(0, epoch: 1, effects, DateTimeOffset.UnixEpoch);
        (commit.IsUrgent, commit.Bytes).ShouldBe((isUrgent, effects.Entry.Length + 30));
    }

    [Fact]
    public async Task Urgent_entries_go_with_the_next_write_however_many_others_wait()
    {
        var committer = NewCommitter(commitsMax: 3, bytesMax: 1000);
        Hand(committer, 0, bytes: 1);
        Hand(committer, 1, bytes: 1);
        Hand(committer, 2, bytes: 1);
        Hand(committer, 3, bytes: 1);
        Hand(committer, 4, bytes: 1, isUrgent: true);
        Hand(committer, 5, bytes: 1, isUrgent: true);

        // The first write is under way when the others come; of those one goes with each, whatever is urgent.
        Written()
            .ShouldBe([
                [0],
            ]);
        steps.Do(ledger.Writes[0].Take);
        Written()[1].ShouldBe([1, 4, 5]);
        steps.Do(ledger.Writes[1].Take);
        Written()[2].ShouldBe([2, 3]);
        steps.Do(ledger.Writes[2].Take);
        await steps.Do(() => committer.DisposeAsync());
    }

    [Fact]
    public async Task A_write_takes_no_more_when_it_has_its_bytes()
    {
        var committer = NewCommitter(commitsMax: Partitions, bytesMax: 100);
        for (var partition = 0; partition < 6; partition++)
        {
            Hand(committer, partition, bytes: 60);
        }

        Hand(committer, 6, bytes: 60, isUrgent: true);
        var first = steps.Do(() => committer.CommitAsync(Commit(7, bytes: 1)));
        Written()
            .ShouldBe([
                [0],
            ]);
        for (var write = 0; write < ledger.Writes.Count; write++)
        {
            steps.Do(ledger.Writes[write].Take);
        }

        Written()
            .ShouldBe([
                [0],
                [1, 6],
                [2, 3],
                [4, 5],
                [7],
            ]);
        (await first).ShouldBe(CommitVerdict.Committed);
        await steps.Do(() => committer.DisposeAsync());
    }

    [Fact]
    public async Task Others_are_not_kept_waiting_by_urgent_ones_that_keep_coming()
    {
        var committer = NewCommitter(commitsMax: 2, bytesMax: 1000);
        Hand(committer, 0, bytes: 1, isUrgent: true);
        Hand(committer, 1, bytes: 1);
        for (var partition = 2; partition < 8; partition++)
        {
            Hand(committer, partition, bytes: 1, isUrgent: true);
        }

        steps.Do(ledger.Writes[0].Take);
        Written()[1].ShouldBe([1, 2]);
        for (var write = 1; write < ledger.Writes.Count; write++)
        {
            steps.Do(ledger.Writes[write].Take);
        }

        Written().SelectMany(partitions => partitions).Order().ShouldBe(Enumerable.Range(0, 8));
        await steps.Do(() => committer.DisposeAsync());
    }

    private Committer NewCommitter(int commitsMax, long bytesMax) =>
        steps.Do(() => new Committer(ledger, Partitions, commitsMax, bytesMax));

    private void Hand(Committer committer, int partition, int bytes, bool isUrgent = false) =>
        steps.Do(() =>
        {
            _ = committer.CommitAsync(Commit(partition, bytes, isUrgent));
        });

    private static PartitionCommit Commit(int partition, int bytes, bool isUrgent = false) =>
        new(partition, 1, 1, new byte[bytes], [], [], [], null) { IsUrgent = isUrgent };

    private List<int[]> Written() => [.. ledger.Writes.Select(write => write.Partitions.ToArray())];
}
