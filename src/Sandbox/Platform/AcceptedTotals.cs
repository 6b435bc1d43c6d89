namespace Millrace.Sandbox.Platform;

/// <summary>What of an account was answered as accepted.</summary>
/// <param name="Lines">Event lines of any kind, repeats among them.</param>
/// <param name="Traffic">By the number of the <see cref="AdProduct"/>.</param>
public sealed record AcceptedTotals(VirtualAccount Account, long Lines, IReadOnlyList<AcceptedTraffic> Traffic)
{
    internal static AcceptedTotals None(VirtualAccount account) =>
        new(account, 0, new AcceptedTraffic[Enum.GetValues<AdProduct>().Length]);

    internal AcceptedTotals With(in PlatformEvent happened)
    {
        if (happened.IsRepeat || happened.Product is not { } product)
        {
            return this with { Lines = Lines + 1 };
        }

        var traffic = Traffic.ToArray();
        traffic[(int)product] = traffic[(int)product].With(in happened);
        return new(Account, Lines + 1, traffic);
    }
}
