using System.Globalization;
using Millrace.Landing;

namespace Millrace.App.Dev;

/// <summary>Sums of a landed table, as a subscriber would ask for them.</summary>
internal static class LandedSums
{
    /// <param name="names">Account names by advertiser and marketplace.</param>
    public static async Task<Dictionary<string, long[]>> ReadAsync(
        LandingStore store,
        IDatasetSums metrics,
        IReadOnlyDictionary<(string Advertiser, string Marketplace), string> names,
        CancellationToken cancel
    )
    {
        var sums = metrics.LandedSql.Select(sum => $"CAST({sum} AS HUGEINT)::VARCHAR");
        var sql =
            $"SELECT advertiser_id, marketplace_id, {string.Join(", ", sums)} "
            + $"FROM \"amazon-marketing-stream\".\"{metrics.Dataset}\" WHERE {metrics.LandedWhere} GROUP BY ALL";
        var result = await store.QueryAsync(sql, cancel);
        return result.Rows.ToDictionary(
            row => names.GetValueOrDefault(((string)row[0]!, (string)row[1]!), $"{row[0]} {row[1]}"),
            row => row.Skip(2).Select(value => long.Parse((string)value!, CultureInfo.InvariantCulture)).ToArray()
        );
    }
}
