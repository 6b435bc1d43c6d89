using System.Globalization;
using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Space;

/// <summary>
/// Watches the room on the disk and says for what reason new bodies are refused. Every change of its state is told once. Bodies that were
/// refused are taken again when a tenth more is free than is kept back, so that the state does not come and go.
/// </summary>
/// <param name="tell">Takes one line at each change.</param>
public sealed class SpaceWatch(IFreeSpace space, SpaceOptions options, TimeProvider wall, Action<string> tell)
{
    private readonly Lock gate = new();
    private DateTimeOffset fullUntil = DateTimeOffset.MinValue;
    private SpaceFigures figures = new(SpaceState.Enough, null, options.FreeBytesMin);

    /// <summary>As they were seen last.</summary>
    public SpaceFigures Figures
    {
        get
        {
            lock (gate)
            {
                return figures;
            }
        }
    }

    /// <summary>Why new bodies are refused, and what to do; null: they are taken.</summary>
    public string? Refusal =>
        Figures is var seen && seen.State == SpaceState.Enough ? null : $"Nothing of this body was taken: {Describe(seen)}";

    /// <summary>Looks how much is free now.</summary>
    public void Look() => Settle(space.FreeBytes(), isRefused: false);

    /// <summary>A write was refused.</summary>
    public void Refused() => Settle(space.FreeBytes(), isRefused: true);

    /// <summary>Looks again and again until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            Look();
            try
            {
                await Task.Delay(options.LookEvery, wall, cancel);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void Settle(long? free, bool isRefused)
    {
        string? told;
        lock (gate)
        {
            var now = wall.GetUtcNow();
            fullUntil = isRefused ? now + options.FullFor : fullUntil;
            var state = now < fullUntil ? SpaceState.Full : StateAt(free);
            told = state == figures.State ? null : Describe(figures with { State = state, FreeBytes = free });
            figures = figures with { State = state, FreeBytes = free };
        }

        if (told is not null)
        {
            tell($"disk: {told}");
        }
    }

    private SpaceState StateAt(long? free)
    {
        var kept = figures.State == SpaceState.Enough ? options.FreeBytesMin : options.FreeBytesMin + (options.FreeBytesMin / 10);
        return free < kept ? SpaceState.Short : SpaceState.Enough;
    }

    private static string Describe(SpaceFigures seen) =>
        seen.State switch
        {
            SpaceState.Full => $"the disk is full ({Mebibytes(seen.FreeBytes)} free). {StorageFullException.Remedy}",
            SpaceState.Short =>
                $"{Mebibytes(seen.FreeBytes)} are free, and {Mebibytes(seen.FreeBytesMin)} are kept back (--free-space-min). {StorageFullException.Remedy}",
            _ => $"bodies are taken, {Mebibytes(seen.FreeBytes)} are free",
        };

    private static string Mebibytes(long? bytes) =>
        bytes is { } known
            ? string.Create(CultureInfo.InvariantCulture, $"{known / (1 << 20)} MiB")
            : "it is not known how many MiB";
}
