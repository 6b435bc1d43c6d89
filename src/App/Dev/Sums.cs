using System.Globalization;
using System.Text.Json;

namespace Millrace.App.Dev;

/// <summary>What an account has in all, in one place of the way.</summary>
internal readonly record struct Sums(long Impressions, long Clicks, long CostMicros)
{
    public static Sums operator +(Sums left, Sums right) =>
        new(left.Impressions + right.Impressions, left.Clicks + right.Clicks, left.CostMicros + right.CostMicros);

    /// <summary>The metrics of one sp-traffic message.</summary>
    public static Sums OfMessage(ReadOnlyMemory<byte> body)
    {
        using var json = JsonDocument.Parse(body);
        var root = json.RootElement;
        var cost = decimal.Parse(root.GetProperty("cost").GetRawText(), CultureInfo.InvariantCulture);
        return new(root.GetProperty("impressions").GetInt64(), root.GetProperty("clicks").GetInt64(), (long)(cost * 1_000_000m));
    }
}
