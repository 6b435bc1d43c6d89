using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Millrace.Sandbox.Platform.Entities;

/// <summary>What exists, parents before children.</summary>
internal sealed class EntityList
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public List<VirtualEntity> All { get; } = [];

    public void Tell(VirtualAccount account, string kind, string id, params IEnumerable<(string Field, JsonNode Value)> fields) =>
        All.Add(
            new(
                account,
                All.Count,
                kind,
                id,
                new JsonObject(fields.Select(field => KeyValuePair.Create(field.Field, (JsonNode?)field.Value)))
            )
        );

    public void TellTarget(
        VirtualAccount account,
        AdProduct product,
        bool isKeyword,
        string id,
        string campaign,
        string adGroup,
        string text,
        string match,
        long bidMicros
    ) =>
        Tell(
            account,
            isKeyword ? "keyword" : "target",
            id,
            [
                ("ad_product", Names.Of(product)),
                ("campaign_id", campaign),
                ("ad_group_id", adGroup),
                ("keyword_text", text),
                ("match_type", match),
                ("state", "ENABLED"),
                ("negative", false),
                .. bidMicros == 0
                    ? []
                    : new (string, JsonNode)[] { ("bid", bidMicros / 1_000_000m), ("currency", account.Currency) },
            ]
        );

    /// <summary>One line of PUT /ingest/v1/products.</summary>
    public static string ProductLine(VirtualAccount account, VirtualSku sku)
    {
        var line = new JsonObject
        {
            ["advertiser_id"] = account.AdvertiserId,
            ["marketplace_id"] = account.Marketplace.Id,
            ["sku"] = sku.Sku,
            ["product_id"] = sku.ProductId,
        };
        if (sku.Brand is { } brand)
        {
            line["brand"] = brand;
        }

        return line.ToJsonString(Json);
    }
}
