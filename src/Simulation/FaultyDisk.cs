using Millrace.Runtime.Ports;

namespace Millrace.Simulation;

/// <summary>
/// One process's way to the disk: slow, at times failing before or after it has written, and at times without room for a write. A write that
/// was under way when the process was killed is there or is not.
/// </summary>
internal sealed class FaultyDisk(SeededScheduler scheduler, SimulationFaults faults)
{
    public ValueTask<T> WriteAsync<T>(Func<T> write) =>
        ActAsync(() =>
            faults.DiskIsFull()
                ? throw new StorageFullException("simulated disk", new IOException("no space left on device"))
                : write()
        );

    public async ValueTask<T> ActAsync<T>(Func<T> act)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(scheduler.Next(4)), scheduler);
        if (faults.DiskFails())
        {
            throw new IOException("the simulated disk failed before it wrote");
        }

        var answer = act();
        await Task.Delay(TimeSpan.FromMilliseconds(scheduler.Next(4)), scheduler);
        return faults.DiskFails() ? throw new IOException("the simulated disk failed after it wrote") : answer;
    }
}
