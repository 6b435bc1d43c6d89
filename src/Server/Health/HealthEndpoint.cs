using System.Text.Json.Nodes;
using Millrace.Server.Http;

namespace Millrace.Server.Health;

/// <summary>GET /health: that the service answers, and figures of its partitions.</summary>
internal static class HealthEndpoint
{
    public static Reply Get(ServerServices services)
    {
        var figures = services.Figures();
        return Reply.Json(
            new JsonObject
            {
                ["status"] = "ok",
                ["partitions"] = figures.Partitions,
                ["partitions_open"] = figures.Open,
                ["unattributed_purchases"] = figures.UnattributedPurchases,
            }
        );
    }
}
