namespace Millrace.Sandbox.Platform.Accounting;

/// <summary>An ad that a shopper clicked or saw.</summary>
/// <param name="Number">Its event.</param>
/// <param name="Order">Among all that the books took in.</param>
internal sealed record Touch(long Number, long Order, long Time, bool IsClick, BookPlace Place, VirtualSku? Sku);
