using CsCheck;
using Millrace.Runtime.Ingestion;
using Millrace.Runtime.Partitions;
using Millrace.Runtime.Ports;

namespace Millrace.Unit.Runtime;

/// <summary>A ledger that SQLite itself refuses to let grow, at random moments.</summary>
public sealed class FullDiskTests
{
    private const int Clicks = 60;

    /// <summary>Two of three send a body; the others fill the disk, make room, take a turn, or end the process and start it.</summary>
    private enum Step
    {
        Send,
        SendLarge,
        SendTwo,
        Again,
        Fill,
        Free,
        Turn,
        Restart,
    }

    [Fact]
    public async Task A_body_without_room_is_told_so_and_counts_once_when_it_is_sent_again_after_there_is_room()
    {
        await using var rig = new FullDiskRig();
        await rig.StartAsync();
        (await rig.SendAsync(0, Clicks)).ShouldBeOfType<IngestOutcome.Taken>();
        await rig.FillAsync();
        var sent = await SendUntilRefusedAsync(rig);

        // Reads and repeats need no room, and a turn waits for it.
        var turn = rig.Host.TurnAsync();
        (await rig.Ledger.LastPublicationAsync(new StreamId(1, "sp-traffic"), CancellationToken.None)).ShouldBe(0);
        (await rig.SendAsync(sent, Clicks * 10)).ShouldBeOfType<IngestOutcome.NoSpace>().Why.ShouldContain("Free space on");

        await rig.FreeAsync();
        await Quiet(turn);
        for (var batch = 1; batch <= sent; batch++)
        {
            (await TakenAsync(rig, batch, Clicks * 10)).Accepted.ShouldBe(Clicks * 10);
        }

        (await rig.ClicksAsync()).Values.Sum().ShouldBe(Clicks + (sent * Clicks * 10));
    }

    [Fact]
    public async Task However_long_the_disk_is_full_no_partition_reads_its_journal_again()
    {
        await using var rig = new FullDiskRig();
        await rig.StartAsync();
        await rig.SendAsync(0, Clicks);
        await rig.FillAsync();
        var sent = await SendUntilRefusedAsync(rig);
        for (var again = 0; again < 50; again++)
        {
            (await rig.SendAsync(sent, Clicks * 10)).ShouldBeOfType<IngestOutcome.NoSpace>();
        }

        await rig.FreeAsync();
        await TakenAsync(rig, sent, Clicks * 10);
        rig.Failures.Count.ShouldBeGreaterThan(50);
        rig.Failures.ShouldAllBe(fault => fault is StorageFullException);

        // Each opening gave an epoch; this one's is the next.
        for (var partition = 0; partition < FullDiskRig.Partitions; partition++)
        {
            (await rig.Ledger.TakeAsync(partition, CancellationToken.None)).Epoch.ShouldBeLessThanOrEqualTo(2);
        }
    }

    [Fact]
    public async Task A_process_ends_while_an_entry_waits_for_room()
    {
        await using var rig = new FullDiskRig();
        await rig.StartAsync();
        await rig.FillAsync();
        await SendUntilRefusedAsync(rig);
        var turn = rig.Host.TurnAsync();
        await rig.StopAsync().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);
        await Quiet(turn);
        await rig.StartAsync();
    }

    [Fact]
    public async Task What_was_answered_is_there_and_all_else_counts_once_when_it_is_sent_again() =>
        await Gen.Select(Gen.Enum<Step>().List[4, 24], Gen.Int[1, 40])
            .SampleAsync(async (steps, size) => await PlayAsync(steps, size), iter: 60, threads: 1);

    private static async Task PlayAsync(List<Step> steps, int size)
    {
        await using var rig = new FullDiskRig();
        await rig.StartAsync();
        var batches = new List<(int Clicks, bool IsTaken)>();
        var turns = new List<Task>();
        async Task SendAsync(int batch, int clicks)
        {
            var outcome = await rig.SendAsync(batch, clicks);
            var isTaken = outcome is IngestOutcome.Taken taken && taken.Accepted == clicks;
            (isTaken || outcome is IngestOutcome.NoSpace or IngestOutcome.ComeAgain).ShouldBeTrue(outcome.ToString());
            batches[batch] = (clicks, batches[batch].IsTaken || isTaken);
        }

        Task NewAsync(int clicks)
        {
            batches.Add((clicks, false));
            return SendAsync(batches.Count - 1, clicks);
        }

        foreach (var step in steps)
        {
            await (
                step switch
                {
                    Step.Send => NewAsync(size),
                    Step.SendLarge => NewAsync(size * 40),
                    Step.SendTwo => Task.WhenAll(NewAsync(size * 10), NewAsync(size * 20)),
                    Step.Again when batches.Count > 0 => SendAsync(batches.Count - 1, batches[^1].Clicks),
                    Step.Fill => rig.FillAsync(),
                    Step.Free => rig.FreeAsync(),
                    Step.Restart => RestartAsync(rig),
                    _ => Task.CompletedTask,
                }
            );
            if (step == Step.Turn)
            {
                rig.Platform.Advance(TimeSpan.FromMinutes(20));
                turns.Add(rig.Host.TurnAsync());
            }
        }

        // Every second body that was refused is sent again; the others are given up.
        await rig.FreeAsync();
        foreach (var batch in Enumerable.Range(0, batches.Count).Where(batch => batch % 2 == 0 || batches[batch].IsTaken))
        {
            await TakenAsync(rig, batch, batches[batch].Clicks);
            batches[batch] = (batches[batch].Clicks, true);
        }

        foreach (var turn in turns)
        {
            await Quiet(turn);
        }

        var clicks = await rig.ClicksAsync();
        for (var batch = 0; batch < batches.Count; batch++)
        {
            for (var account = 1; account <= FullDiskRig.Accounts; account++)
            {
                var (all, isTaken) = batches[batch];
                var meant = Enumerable.Range(0, all).LongCount(click => 1 + (click % FullDiskRig.Accounts) == account);
                var got = clicks.GetValueOrDefault((account, batch));
                (got == meant || (got == 0 && !isTaken)).ShouldBeTrue($"batch {batch}, account {account}: {got} of {meant}");
            }
        }
    }

    /// <summary>The number of the body that was refused; all before it were taken.</summary>
    private static async Task<int> SendUntilRefusedAsync(FullDiskRig rig)
    {
        for (var batch = 1; batch < 100; batch++)
        {
            if (await rig.SendAsync(batch, Clicks * 10) is IngestOutcome.NoSpace)
            {
                return batch;
            }
        }

        throw new InvalidOperationException("The disk was never full.");
    }

    private static async Task<IngestOutcome.Taken> TakenAsync(FullDiskRig rig, int batch, int clicks)
    {
        for (var attempt = 0; attempt < 1000; attempt++)
        {
            var outcome = await rig.SendAsync(batch, clicks);
            if (outcome is IngestOutcome.Taken taken)
            {
                return taken;
            }

            (outcome is IngestOutcome.NoSpace or IngestOutcome.ComeAgain).ShouldBeTrue(outcome.ToString());
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        throw new InvalidOperationException($"Batch {batch} was never taken.");
    }

    private static async Task RestartAsync(FullDiskRig rig)
    {
        await rig.StopAsync();
        await rig.StartAsync();
    }

    /// <summary>A turn that was under way when its process ended, or when there was no room, may have failed.</summary>
    private static async Task Quiet(Task turn)
    {
        try
        {
            await turn;
        }
        catch (PartitionUnavailableException)
        {
            // The next one does what it has left.
        }
    }
}
