namespace Millrace.Simulation;

/// <param name="Account">That is erased.</param>
/// <param name="After">When its erasure begins, counted from the start of the run.</param>
/// <param name="ShopperAccount">Another one, of which a shopper is forgotten.</param>
/// <param name="ShopperAfter">When the shopper comes.</param>
/// <param name="ForgottenAfter">How long after that it is to be forgotten.</param>
/// <param name="IsSilent">
/// Whether nothing more is sent of the account before. Else there is one serving process while it is erased: another one may hold what it
/// had read before.
/// </param>
internal sealed record PlannedErasure(
    int Account,
    TimeSpan After,
    int ShopperAccount,
    TimeSpan ShopperAfter,
    TimeSpan ForgottenAfter,
    bool IsSilent
)
{
    /// <summary>Begins every text that the account alone has.</summary>
    public const string Own = "zq7own";

    public static PlannedErasure Draw(Random chance, int accounts)
    {
        var account = chance.Next(accounts);
        return new(
            account,
            TimeSpan.FromMinutes(chance.Next(20, 240)),
            (account + 1 + chance.Next(accounts - 1)) % accounts,
            TimeSpan.FromMinutes(chance.Next(60)),
            TimeSpan.FromMinutes(chance.Next(1, 120)),
            chance.Next(2) == 0
        );
    }
}
