namespace Millrace.Contracts.Documents;

/// <summary>The kinds of fields, and the fields that the documents of entities share.</summary>
internal static class DocumentFields
{
    /// <summary>Where the entity's own id stands in a line.</summary>
    public const string Id = "id";

    public static DocumentField DatasetId { get; } =
        Text("dataset_id", "", "Which dataset the message belongs to.") with
        {
            IsNullable = false,
        };

    public static DocumentField AdvertiserId { get; } =
        Text("advertiser_id", "", "The advertiser; the same id may stand for another one in another marketplace.") with
        {
            IsNullable = false,
        };

    public static DocumentField MarketplaceId { get; } =
        Text("marketplace_id", "", "The marketplace. An advertiser is named by it and `advertiser_id` together.") with
        {
            IsNullable = false,
        };

    public static DocumentField EntityVersion { get; } =
        new(
            "version",
            DocumentFieldType.Long,
            "Grows with each change of the entity: of two messages about it the one with the higher version is newer."
        )
        {
            IsNullable = false,
        };

    /// <summary>By the words for ad products in lines.</summary>
    public static IReadOnlyDictionary<string, string> AdProducts { get; } =
        new Dictionary<string, string>
        {
            ["SP"] = "SPONSORED_PRODUCTS",
            ["SB"] = "SPONSORED_BRANDS",
            ["SD"] = "SPONSORED_DISPLAY",
        };

    /// <summary>The id of what the document is about.</summary>
    public static DocumentField Subject(string path, string about) => Text(path, Id, about) with { IsNullable = false };

    public static DocumentField AdProduct(string path) =>
        Text(path, "ad_product", "The ad product.") with
        {
            Values = [.. AdProducts.Values],
            Renames = AdProducts,
        };

    public static DocumentField Creation(string path) =>
        Time(path, "creation_date_time", "When it was created, or first known where the platform does not say.");

    public static DocumentField LastUpdated(string path) =>
        Time(path, "last_updated_date_time", "When it changed last, as the platform says, or when that was taken in.");

    public static DocumentField Text(string path, string from, string about) =>
        new(path, DocumentFieldType.String, about) { From = from };

    /// <summary>A text of which the values are known.</summary>
    public static DocumentField Word(string path, string from, string about, params IReadOnlyList<string> values) =>
        Text(path, from, about) with
        {
            Values = values,
        };

    public static DocumentField Whole(string path, string from, string about) =>
        new(path, DocumentFieldType.Long, about) { From = from };

    public static DocumentField Number(string path, string from, string about) =>
        new(path, DocumentFieldType.Double, about) { From = from };

    public static DocumentField Flag(string path, string from, string about) =>
        new(path, DocumentFieldType.Boolean, about) { From = from };

    public static DocumentField Time(string path, string from, string about) =>
        new(path, DocumentFieldType.DateTime, about) { From = from };

    public static DocumentField Texts(string path, string from, string about) =>
        new(path, DocumentFieldType.Texts, about) { From = from };

    public static DocumentField Map(string path, string from, string about) =>
        new(path, DocumentFieldType.Map, about) { From = from };

    public static DocumentField Any(string path, string from, string about) =>
        new(path, DocumentFieldType.Any, about) { From = from };
}
