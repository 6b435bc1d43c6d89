using System.Text.Json.Nodes;
using Millrace.Runtime;
using Millrace.Runtime.Retention;

namespace Millrace.Server.Api;

/// <summary>How delivery stands, in <c>delivery</c> of a subscription. The original has no such thing.</summary>
internal static class DeliveryJson
{
    public static JsonObject Write(DeliveryState delivery)
    {
        var json = new JsonObject();
        void Time(string name, DateTimeOffset? time)
        {
            if (time is { } known)
            {
                json[name] = UtcText.Of(known);
            }
        }

        Time("undeliveredSince", delivery.UndeliveredSince);
        Time("dropsDate", delivery.Drops);
        Time("failingSince", delivery.FailingSince);
        Time("suspendsDate", delivery.Suspends);
        if (delivery.LastError is { } error)
        {
            json["lastError"] = error;
        }

        json["deadLetterCount"] = delivery.DeadLetters;
        json["droppedRecords"] = delivery.Dropped;
        Time("droppedThrough", delivery.DroppedThrough);
        if (delivery.Warnings.Count > 0)
        {
            json["warnings"] = new JsonArray([.. delivery.Warnings.Select(warning => (JsonNode)warning.Text)]);
        }

        return json;
    }
}
