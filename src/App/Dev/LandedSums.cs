using System.Globalization;
using Millrace.Landing;

namespace Millrace.App.Dev;

/// <summary>Sums of the landed table, as a subscriber would ask for them.</summary>
internal static class LandedSums
{
    private const string Sql = """
        SELECT advertiser_id, marketplace_id, sum(impressions)::VARCHAR, sum(clicks)::VARCHAR, CAST(sum(cost) * 1000000 AS HUGEINT)::VARCHAR
        FROM "amazon-marketing-stream"."sp-traffic" GROUP BY ALL
        """;

    /// <param name="names">Account names by advertiser and marketplace.</param>
    public static async Task<Dictionary<string, Sums>> ReadAsync(
        LandingStore store,
        IReadOnlyDictionary<(string Advertiser, string Marketplace), string> names,
        CancellationToken cancel
    )
    {
        var result = await store.QueryAsync(Sql, cancel);
        return result.Rows.ToDictionary(
            row => names.GetValueOrDefault(((string)row[0]!, (string)row[1]!), $"{row[0]} {row[1]}"),
            row => new Sums(Number(row[2]), Number(row[3]), Number(row[4]))
        );
    }

    private static long Number(object? value) => long.Parse((string)value!, CultureInfo.InvariantCulture);
}
