using Millrace.Sandbox.Platform;

namespace Millrace.App.Dev;

/// <summary>What the platform was answered as accepted, in the metrics of a dataset: where these are sums of events.</summary>
internal static class AcceptedSums
{
    /// <summary>By metric, null where only attribution, or nobody but the books, has a figure.</summary>
    public static long?[] Of(AcceptedTotals accepted, DatasetMetrics metrics)
    {
        var product = metrics.Dataset switch
        {
            "sp-traffic" => AdProduct.Sp,
            "sb-traffic" => AdProduct.Sb,
            "sd-traffic" => AdProduct.Sd,
            "adsp-traffic" => AdProduct.Dsp,
            _ => (AdProduct?)null,
        };
        return
        [
            .. metrics.Fields.Select(field =>
                product is not { } one
                    ? null
                    : field.Name switch
                    {
                        "impressions" => accepted.Traffic[(int)one].Impressions,
                        "clicks" => accepted.Traffic[(int)one].Clicks,
                        "cost" or "total_cost" => accepted.Traffic[(int)one].CostMicros,
                        _ => (long?)null,
                    }
            ),
        ];
    }
}
