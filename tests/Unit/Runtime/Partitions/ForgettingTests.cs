using Microsoft.Extensions.Time.Testing;
using Millrace.Runtime.Partitions;
using Millrace.Runtime.Ports;
using Millrace.Unit.Runtime.Pumps;

namespace Millrace.Unit.Runtime.Partitions;

/// <summary>What is answered when shoppers are forgotten and the files cannot be cleared of them.</summary>
public sealed class ForgettingTests
{
    private readonly StepByStep steps = new();

    [Fact]
    public async Task Who_has_shoppers_forgotten_is_told_to_come_again_where_the_files_cannot_be_cleared_of_them()
    {
        (await ForgetAsync(new StorageFullException("ledger", new IOException("no space left")))).IsFull.ShouldBeTrue();
        (await ForgetAsync(new IOException("somebody reads the log"))).IsFull.ShouldBeFalse();
    }

    private async Task<PartitionUnavailableException> ForgetAsync(Exception fault)
    {
        var ledger = new HeldLedger { Scrub = () => ValueTask.FromException(fault) };
        var time = new FakeTimeProvider();
        var host = await steps.Do(() =>
            SingleProcessHost.StartAsync(
                ledger,
                new PartitionHostOptions { HashSeed = 5, Partitions = 1 },
                time,
                time,
                _ => { },
                (_, _) => { },
                (_, _) => { },
                TestContext.Current.CancellationToken
            )
        );
        var forgotten = steps.Do(() => host.TryForget(0, [7]))!;
        for (var write = 0; write < ledger.Writes.Count; write++)
        {
            steps.Do(ledger.Writes[write].Take);
        }

        var told = await Should.ThrowAsync<PartitionUnavailableException>(forgotten);
        await steps.Do(() => host.DisposeAsync());
        return told;
    }
}
