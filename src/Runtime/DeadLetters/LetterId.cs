using System.Globalization;
using Millrace.Runtime.Ports;

namespace Millrace.Runtime.DeadLetters;

/// <summary>What a letter is called: its publication and row, as in <c>1204-17</c>.</summary>
public static class LetterId
{
    public static string Of(StreamCursor place) =>
        string.Create(CultureInfo.InvariantCulture, $"{place.Publication}-{place.Row}");

    public static bool TryRead(string text, out StreamCursor place)
    {
        place = default;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (
            dash < 0
            || !long.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var publication)
            || !int.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var row)
        )
        {
            return false;
        }

        place = new StreamCursor(publication, row);
        return true;
    }
}
