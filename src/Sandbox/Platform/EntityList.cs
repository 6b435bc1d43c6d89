using System.Text.Encodings.Web;
using System.Text.Json;

namespace Millrace.Sandbox.Platform;

/// <summary>What exists, written down as the lines that tell a deployment of it.</summary>
internal sealed class EntityList
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public List<PlatformEntity> All { get; } = [];

    public void Tell(VirtualAccount account, string kind, string id, params IEnumerable<(string Field, string Value)> fields) =>
        All.Add(new(account, kind, id, Line(account, [("kind", kind)], [("id", id), .. fields])));

    public void TellTarget(
        VirtualAccount account,
        bool isKeyword,
        string id,
        string campaign,
        string adGroup,
        string text,
        string match
    ) =>
        Tell(
            account,
            isKeyword ? "keyword" : "target",
            id,
            ("campaign_id", campaign),
            ("ad_group_id", adGroup),
            ("keyword_text", text),
            ("match_type", match),
            ("state", "enabled")
        );

    /// <summary>One line of PUT /ingest/v1/products.</summary>
    public static string ProductLine(VirtualAccount account, VirtualSku sku) =>
        Line(
            account,
            [],
            [("sku", sku.Sku), ("product_id", sku.ProductId), .. sku.Brand is null ? [] : new[] { ("brand", sku.Brand) }]
        );

    private static string Line(
        VirtualAccount account,
        (string Field, string Value)[] before,
        (string Field, string Value)[] after
    )
    {
        (string Field, string Value)[] fields =
        [
            .. before,
            ("advertiser_id", account.AdvertiserId),
            ("marketplace_id", account.Marketplace.Id),
            .. after,
        ];
        return JsonSerializer.Serialize(fields.ToDictionary(field => field.Field, field => field.Value), Json);
    }
}
