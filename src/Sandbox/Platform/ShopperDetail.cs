namespace Millrace.Sandbox.Platform;

/// <summary>What an event says of a shopper and of what was bought, beside the ad.</summary>
internal sealed record ShopperDetail
{
    /// <summary>Empty for attributed conversions, which have none.</summary>
    public string Shopper { get; init; } = "";

    public VirtualSku? Sku { get; init; }

    public int Units { get; init; }

    /// <summary>For all units together, micros of the account's currency.</summary>
    public long SalesMicros { get; init; }

    /// <summary>For attributed conversions alone.</summary>
    public ConversionDetail? Conversion { get; init; }
}
