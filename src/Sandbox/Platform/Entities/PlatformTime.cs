using System.Globalization;

namespace Millrace.Sandbox.Platform.Entities;

/// <summary>Times as the platform writes them into entities.</summary>
internal static class PlatformTime
{
    public static string Text(long unixSeconds) =>
        DateTimeOffset.FromUnixTimeSeconds(unixSeconds).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
