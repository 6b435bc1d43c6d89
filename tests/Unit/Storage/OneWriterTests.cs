using CsCheck;
using Millrace.Runtime.Ports;
using Millrace.Storage.Ledger;

namespace Millrace.Unit.Storage;

/// <summary>Law 5: of two processes on one ledger that both believe they own a partition, only the last that took it can commit.</summary>
public sealed class OneWriterTests
{
    private static readonly Gen<(int Writer, bool Takes)[]> Histories = Gen.Select(Gen.Int[0, 1], Gen.Bool).Array[1, 40];

    [Fact]
    public void Only_the_last_taker_commits_and_the_journal_has_its_entries_alone() =>
        Histories.Sample(history => PlayAsync(history).GetAwaiter().GetResult(), iter: 25, threads: 1);

    private static async Task PlayAsync((int Writer, bool Takes)[] history)
    {
        var cancel = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("millrace-writers");
        var path = Path.Combine(folder.FullName, "ledger.db");
        try
        {
            await using var first = new SqliteLedger(path);
            await using var second = new SqliteLedger(path);
            SqliteLedger[] ledgers = [first, second];
            var held = new (long Epoch, long Sequence)[2];
            for (var writer = 0; writer < 2; writer++)
            {
                await ledgers[writer].OpenAsync(4, cancel);
                var opening = await ledgers[writer].TakeAsync(1, cancel);
                held[writer] = (opening.Epoch, opening.Sequence);
            }

            var (owner, written) = (1, new List<byte>());
            foreach (var (writer, takes) in history)
            {
                if (takes)
                {
                    var opening = await ledgers[writer].TakeAsync(1, cancel);
                    opening.Sequence.ShouldBe(written.Count);
                    held[writer] = (opening.Epoch, opening.Sequence);
                    owner = writer;
                    continue;
                }

                var (epoch, sequence) = held[writer];
                var entry = new[] { (byte)((writer * 100) + (written.Count % 100)) };
                var verdicts = await ledgers[writer]
                    .CommitAsync([new PartitionCommit(1, epoch, sequence + 1, entry, [], [], [], null)], cancel);
                verdicts.Single().ShouldBe(writer == owner ? CommitVerdict.Committed : CommitVerdict.Fenced);
                if (writer == owner)
                {
                    written.Add(entry[0]);
                    held[writer] = (epoch, sequence + 1);
                }
            }

            var journal = new List<byte>();
            await foreach (var entry in first.ReadJournalAsync(1, 0, cancel))
            {
                journal.Add(entry.Data.Span[0]);
            }

            journal.ShouldBe(written);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
