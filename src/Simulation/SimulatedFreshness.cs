using System.Globalization;
using System.Text.Json;
using Millrace.Contracts.Datasets;

namespace Millrace.Simulation;

/// <summary>A message that says through when a stream is complete, as a subscriber reads it.</summary>
internal sealed record SimulatedFreshness(string Advertiser, DateTimeOffset Through)
{
    /// <summary>Null for any other message.</summary>
    public static SimulatedFreshness? Read(string body)
    {
        using var json = JsonDocument.Parse(body);
        var root = json.RootElement;
        return root.TryGetProperty(Freshness.MessageType.Name, out var type) && type.ValueEquals(Freshness.Type)
            ? new(
                root.GetProperty(Freshness.AdvertiserId.Name).GetString()!,
                DateTimeOffset.Parse(root.GetProperty(Freshness.CompleteThrough.Name).GetString()!, CultureInfo.InvariantCulture)
            )
            : null;
    }
}
