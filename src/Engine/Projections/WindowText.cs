using System.Globalization;
using Millrace.Engine.Publication;

namespace Millrace.Engine.Projections;

/// <summary>The start of a window as records show it: ISO 8601 with the account's offset.</summary>
internal static class WindowText
{
    public const int Bytes = 25;
    private const int OffsetMinutesMax = 14 * 60;
    private static readonly long First = DateTimeOffset.MinValue.AddDays(1).ToUnixTimeSeconds();
    private static readonly long Last = DateTimeOffset.MaxValue.AddDays(-1).ToUnixTimeSeconds();

    /// <param name="to">At least <see cref="Bytes"/>, all of which are written.</param>
    public static void Write(long unixSeconds, long offsetSeconds, Span<byte> to)
    {
        var minutes = offsetSeconds / 60;
        if (unixSeconds < First || unixSeconds > Last || minutes is < -OffsetMinutesMax or > OffsetMinutesMax)
        {
            throw BlockReader.Damage("a window has no time");
        }

        var local = DateTimeOffset.FromUnixTimeSeconds(unixSeconds).ToOffset(TimeSpan.FromMinutes(minutes));
        local.TryFormat(to, out _, "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
    }
}
