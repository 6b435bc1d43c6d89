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

    /// <summary>The start of the cell's window.</summary>
    WindowStart,

    /// <summary>A text of the cell's key.</summary>
    Dimension,

    /// <summary>A text that is known of the cell's target.</summary>
    Attribute,

    /// <summary>One of the cell's metrics.</summary>
    Lane,
}
