using System.Text.Json;

namespace Millrace.Engine.Ingestion;

/// <summary>Reads lines that name shoppers, an account's each: those that are to be forgotten.</summary>
public sealed class ShopperBatch(IEventAccounts accounts, EventBatchOptions options)
    : AccountLines(accounts, options, options.LineBytesMax)
{
    private readonly long seed = options.EventIdSeed;

    public List<AccountShopper> Shoppers { get; } = [];

    private protected override string? Take(ReadOnlyMemory<byte> bytes, JsonElement root)
    {
        if (Missing(root, "advertiser_id", "marketplace_id", "shopper_id") is { } missing)
        {
            return missing;
        }

        if (AccountOf(root, out var refusal) is not { } account)
        {
            return refusal;
        }

        Shoppers.Add(new(account.Key, EventIds.ShopperHash(account.Key, Text(root, "shopper_id")!, seed)));
        return null;
    }
}
