using System.Globalization;

namespace Millrace.Destinations.Aws;

/// <summary>The wall clock, put right by the server's where this machine's is far off.</summary>
internal sealed class ServerClock(TimeProvider wall)
{
    /// <summary>AWS takes requests that are 5 minutes off; the SDKs put their clocks right from 4 on.</summary>
    private static readonly TimeSpan OffMin = TimeSpan.FromMinutes(4);
    private long offsetTicks;

    public DateTimeOffset Now => wall.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref offsetTicks));

    /// <summary>A time as <c>x-amz-date</c> has it.</summary>
    public static string Text(DateTimeOffset time) => time.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Takes the server's time if a request was dated far from it.</summary>
    /// <param name="dated">When the request says that it was made.</param>
    /// <param name="server">The <c>Date</c> of the answer.</param>
    /// <returns>Whether the same request with a new date is another one.</returns>
    public bool Correct(DateTimeOffset dated, DateTimeOffset? server)
    {
        if (server is not { } told || (told - dated).Duration() < OffMin)
        {
            return false;
        }

        Interlocked.Exchange(ref offsetTicks, (told - wall.GetUtcNow()).Ticks);
        return true;
    }
}
