using Microsoft.Extensions.Time.Testing;
using Millrace.Runtime.Partitions;
using Millrace.Runtime.Ports;
using Millrace.Unit.Runtime.Pumps;

namespace Millrace.Unit.Runtime.Partitions;

/// <summary>What is answered when shoppers are forgotten and it cannot be noted that the files are to be written anew for them.</summary>
public sealed class ForgettingTests
{
    private readonly StepByStep steps = new();

    [Fact]
    public async Task Who_has_shoppers_forgotten_is_told_to_come_again_where_what_is_owed_could_not_be_noted()
    {
        (await ForgetAsync(new StorageFullException("ledger", new IOException("no space left")))).IsFull.ShouldBeTrue();
        (await ForgetAsync(new IOException("the disk is ill"))).IsFull.ShouldBeFalse();
    }

    private async Task<PartitionUnavailableException> ForgetAsync(Exception fault)
    {
        var ledger = new HeldLedger { OweScrub = () => ValueTask.FromException(fault) };
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
