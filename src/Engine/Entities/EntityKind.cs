using System.Collections.Frozen;
using Millrace.Engine.Attribution;

namespace Millrace.Engine.Entities;

/// <summary>A kind of entity, as lines name it.</summary>
/// <param name="Name">Such as ad_group.</param>
/// <param name="IdField">The field that has its id.</param>
/// <param name="Needed">The texts that its line must have beside kind, account and id.</param>
/// <param name="AdProducts">Those that it may be of; the first is that of a line that does not say. Empty: it is of none.</param>
/// <param name="HasState">Whether it has a state with a closed set of words.</param>
internal sealed record EntityKind(
    string Name,
    string IdField,
    IReadOnlyList<string> Needed,
    IReadOnlyList<AdProduct> AdProducts,
    bool HasState
)
{
    public const string Portfolio = "portfolio";
    public const string Campaign = "campaign";
    public const string Keyword = "keyword";
    public const string Target = "target";
    public const string AdGroupTarget = "ad_group_target";
    public const string Creative = "creative";
    public const string Deal = "deal";
    public const string Advertiser = "advertiser";
    public const string Product = "product";

    private const string Id = "id";

    private static readonly AdProduct[] Any =
    [
        AdProduct.SponsoredProducts,
        AdProduct.SponsoredBrands,
        AdProduct.SponsoredDisplay,
        AdProduct.Dsp,
    ];

    private static readonly AdProduct[] Sponsored = Any[..3];
    private static readonly AdProduct[] Dsp = [AdProduct.Dsp];

    /// <summary>In the order of docs/ingest-entities.md.</summary>
    public static IReadOnlyList<EntityKind> All { get; } =
    [
        new(Portfolio, Id, [], [], true),
        new(Campaign, Id, [], Any, true),
        new("flight", Id, ["campaign_id"], Dsp, false),
        new("ad_group", Id, ["campaign_id"], Any, true),
        new("ad", Id, ["campaign_id", "ad_group_id"], Any, true),
        new(Keyword, Id, ["campaign_id", "ad_group_id", "keyword_text", "match_type"], Sponsored, true),
        new(Target, Id, ["campaign_id", "ad_group_id", "keyword_text", "match_type"], Sponsored, true),
        new(AdGroupTarget, Id, ["campaign_id", "ad_group_id"], Dsp, false),
        new(Creative, Id, [], Dsp, false),
        new(Deal, Id, [], Dsp, false),
        new(Advertiser, "advertiser_id", [], Dsp, false),
        new(Product, "sku", ["product_id"], [], false),
    ];

    private static readonly FrozenDictionary<string, EntityKind> ByName = All.ToFrozenDictionary(kind => kind.Name);

    public static EntityKind? Find(string name) => ByName.GetValueOrDefault(name);
}
