namespace Millrace.Engine.Ingestion;

/// <summary>A shopper of an account.</summary>
/// <param name="Account">Key of the account.</param>
/// <param name="Shopper">As <see cref="EventIds.ShopperHash"/> has it.</param>
public readonly record struct AccountShopper(int Account, ulong Shopper);
