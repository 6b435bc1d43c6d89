using System.Globalization;
using Millrace.Runtime.Ports;

namespace Millrace.App.Serve;

/// <summary>
/// Platform time of a sandbox: it moves only when it is set, never back, and a restart goes on where it was.
/// </summary>
internal sealed class VirtualTime : TimeProvider
{
    /// <summary>ENOSPC, as .NET passes it on.</summary>
    private const int NoSpace = 28;

    private readonly Lock gate = new();
    private readonly string file;
    private long ticks;

    private VirtualTime(string file, DateTimeOffset now)
    {
        this.file = file;
        ticks = now.UtcTicks;
    }

    /// <summary>The saved time, or the start where none was saved.</summary>
    public static VirtualTime Open(string file, DateTimeOffset start)
    {
        var isSaved = File.Exists(file);
        return new(file, isSaved ? DateTimeOffset.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture) : start);
    }

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);

    /// <summary>Moves on, when the time is saved; a time that is not later than now changes nothing.</summary>
    /// <exception cref="StorageFullException">There is no room to save it: it has not moved.</exception>
    public void MoveTo(DateTimeOffset time)
    {
        lock (gate)
        {
            if (time <= GetUtcNow())
            {
                return;
            }

            try
            {
                File.WriteAllText(file + ".part", time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
            }
            catch (IOException fault) when (fault.HResult == NoSpace)
            {
                throw new StorageFullException("platform clock", fault);
            }

            File.Move(file + ".part", file, overwrite: true);
            Interlocked.Exchange(ref ticks, time.UtcTicks);
        }
    }
}
