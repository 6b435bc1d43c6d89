using CsCheck;
using Millrace.Runtime.Ports;
using Millrace.Storage.Ledger;

namespace Millrace.Unit.Storage;

/// <summary>
/// Power goes while the disk writes: the write-ahead log is cut off anywhere, or a part of its end is noise. The ledger opens,
/// and holds a beginning of what was written, whole entries only.
/// </summary>
public sealed class TornWriteTests
{
    private const int Entries = 12;

    private static readonly Gen<(int Cut, int Noise)> Accidents = Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[0, 64]);

    [Fact]
    public void A_torn_log_costs_only_the_writes_at_its_end() =>
        Accidents.Sample(accident => PlayAsync(accident.Cut, accident.Noise).GetAwaiter().GetResult(), iter: 60, threads: 1);

    private static async Task PlayAsync(int cut, int noise)
    {
        var cancel = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("millrace-torn");
        try
        {
            var path = Path.Combine(folder.FullName, "ledger.db");
            var after = Path.Combine(folder.FullName, "after.db");
            await using (var ledger = new SqliteLedger(path))
            {
                await ledger.OpenAsync(2, cancel);
                var opening = await ledger.TakeAsync(0, cancel);
                for (var sequence = 1; sequence <= Entries; sequence++)
                {
                    var commit = new PartitionCommit(0, opening.Epoch, sequence, Entry(sequence), [], [], [], null);
                    (await ledger.CommitAsync([commit], cancel)).ShouldBe([CommitVerdict.Committed]);
                }

                // The files as they stand while the process lives: what a power cut would leave.
                File.Copy(path, after);
                File.Copy(path + "-wal", after + "-wal");
            }

            Tear(after + "-wal", cut, noise);
            await using var recovered = new SqliteLedger(after);
            await recovered.OpenAsync(2, cancel);
            var taken = await recovered.TakeAsync(0, cancel);
            var read = 0L;
            await foreach (var entry in recovered.ReadJournalAsync(0, 0, cancel))
            {
                entry.Sequence.ShouldBe(++read);
                entry.Data.ToArray().ShouldBe(Entry(read));
            }

            read.ShouldBe(taken.Sequence);
            read.ShouldBeLessThanOrEqualTo(Entries);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Tear(string log, int cut, int noise)
    {
        using var file = new FileStream(log, FileMode.Open, FileAccess.ReadWrite);
        // The schema's own pages stand first; a database whose making was cut off is another story.
        var kept = Math.Max(file.Length / 2, file.Length - (cut % (file.Length + 1)));
        file.SetLength(kept);
        file.Position = Math.Max(0, kept - noise);
        for (var left = noise; left > 0; left--)
        {
            file.WriteByte((byte)(left * 37));
        }
    }

    private static byte[] Entry(long sequence) => [.. Enumerable.Range(0, 3000).Select(place => (byte)((place * sequence) + 1))];
}
