using System.Globalization;

namespace Millrace.Runtime;

/// <summary>Times as the original's API has them: UTC; zeros at the end of the fraction are dropped.</summary>
public static class UtcText
{
    public static string Of(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);
}
