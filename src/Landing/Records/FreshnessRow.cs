namespace Millrace.Landing.Records;

/// <summary>What was told of an account's dataset: through when it is complete.</summary>
/// <param name="CompleteThrough">As it was told, with the account's offset.</param>
/// <param name="CompleteAt">The same instant in UTC.</param>
internal sealed record FreshnessRow(
    string DatasetId,
    string AdvertiserId,
    string MarketplaceId,
    string CompleteThrough,
    DateTime CompleteAt
);
