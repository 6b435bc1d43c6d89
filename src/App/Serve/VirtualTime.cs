using System.Globalization;

namespace Millrace.App.Serve;

/// <summary>
/// Platform time of a sandbox: it moves only when it is set, never back, and a restart goes on where it was.
/// </summary>
internal sealed class VirtualTime : TimeProvider
{
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

    /// <summary>Moves on; a time that is not later than now changes nothing.</summary>
    public void MoveTo(DateTimeOffset time)
    {
        lock (gate)
        {
            if (time <= GetUtcNow())
            {
                return;
            }

            Interlocked.Exchange(ref ticks, time.UtcTicks);
            File.WriteAllText(file + ".part", time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
            File.Move(file + ".part", file, overwrite: true);
        }
    }
}
