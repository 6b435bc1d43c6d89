namespace Millrace.Sandbox.Platform.Accounting;

/// <summary>What a shopper did.</summary>
/// <param name="Number">Its event.</param>
/// <param name="Order">Among all that the books took in.</param>
internal sealed record Deed(
    long Number,
    long Order,
    long Time,
    PlatformEventKind Kind,
    VirtualSku? Sku,
    long Units,
    long SalesMicros
);
