using System.Text.Json.Nodes;
using Millrace.Contracts.Datasets;

namespace Millrace.Simulation;

/// <summary>What landed at one tenant of all its datasets, and when each message did first.</summary>
internal sealed class TenantLanding
{
    private readonly Dictionary<string, (DateTimeOffset First, int Times)> arrivals = [];

    public RecordLanding Records { get; } = new();

    public DocumentLanding Documents { get; } = new();

    /// <summary>Different messages.</summary>
    public int Count => arrivals.Count;

    public void Store(string body, DateTimeOffset now)
    {
        var (first, times) = arrivals.GetValueOrDefault(body, (now, 0));
        arrivals[body] = (first, times + 1);
        if ((string?)JsonNode.Parse(body)!["dataset_id"] == Datasets.SpTraffic.Id)
        {
            Records.Store(body);
        }
        else
        {
            Documents.Store(body);
        }
    }

    /// <summary>When a message landed first, and how often it did; null: never.</summary>
    public (DateTimeOffset First, int Times)? Find(string body) => arrivals.TryGetValue(body, out var found) ? found : null;
}
