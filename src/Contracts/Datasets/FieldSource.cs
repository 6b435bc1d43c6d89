namespace Millrace.Contracts.Datasets;

/// <summary>Where a record takes a field's value from.</summary>
public enum FieldSource
{
    /// <summary>The name of this delta, the same whenever it is sent.</summary>
    IdempotencyId,

    /// <summary>The dataset's own id.</summary>
    DatasetId,

    AdvertiserId,

    MarketplaceId,

    Currency,

    /// <summary>The country of the account's marketplace, where that is one of the original's.</summary>
    Country,

    /// <summary>The name of the account's time zone.</summary>
    TimeZone,

    /// <summary>The start of the cell's window.</summary>
    WindowStart,

    /// <summary>A text of the cell's key.</summary>
    Dimension,

    /// <summary>A text that is known of what an id of the cell's key names, or of its account.</summary>
    Attribute,

    /// <summary>One of the cell's metrics.</summary>
    Lane,
}
