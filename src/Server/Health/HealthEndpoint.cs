using System.Text.Json.Nodes;
using Millrace.Runtime.Space;
using Millrace.Server.Http;

namespace Millrace.Server.Health;

/// <summary>GET /health: that the service answers, figures of its partitions, and the room on its disk.</summary>
internal static class HealthEndpoint
{
    public static Reply Get(ServerServices services)
    {
        var figures = services.Figures();
        var health = new JsonObject
        {
            ["status"] = "ok",
            ["partitions"] = figures.Partitions,
            ["partitions_open"] = figures.Open,
            ["unattributed_purchases"] = figures.UnattributedPurchases,
        };
        if (services.Space?.Figures is { } space)
        {
            // It is answered with 200 all the same: a process that is started again has no more room.
            health["status"] = space.State == SpaceState.Enough ? "ok" : "degraded";
            health["disk"] = new JsonObject
            {
                ["state"] = space.State.ToString().ToLowerInvariant(),
                ["free_bytes"] = space.FreeBytes,
                ["free_bytes_min"] = space.FreeBytesMin,
            };
        }

        return Reply.Json(health);
    }
}
