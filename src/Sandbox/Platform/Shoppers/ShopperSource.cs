namespace Millrace.Sandbox.Platform.Shoppers;

/// <summary>
/// Draws what shoppers do. Their lives begin hour by hour and go on for some weeks; a life is drawn whole from a chance of its own
/// whenever something of it arrives in a slice, and of it the events of that slice are told.
/// </summary>
internal sealed class ShopperSource(long seed, VirtualPlatformOptions options, Takers takers, TrafficShares shares)
{
    /// <summary>Shoppers whose lives begin in the same hour come in so many parties, each with times of its own.</summary>
    public const int Parties = 8;

    /// <summary>What a life comes to in the mean.</summary>
    public const double LinesOfShopper = 4.04;

    private const int SlicesOfHour = 3600 / TrafficSource.SliceSeconds;
    private const long LifeHours = ActTimes.SlicesMax / SlicesOfHour;

    /// <summary>The times of all who live, by the hour; a row that is another hour's is drawn again.</summary>
    private readonly Party?[] parties = new Party?[(LifeHours + 1) * Parties];

    private readonly long firstHour = (options.Start.ToUnixTimeSeconds() + 3599) / 3600;

    /// <summary>Adds all events that arrive in a slice, of all accounts.</summary>
    public void Arrivals(IReadOnlyList<VirtualAccount> accounts, long slice, List<PlatformEvent> into)
    {
        var last = slice / SlicesOfHour;
        for (var hour = Math.Max(firstHour, last - LifeHours); hour <= last; hour++)
        {
            for (var number = 0; number < Parties; number++)
            {
                var party = Found(hour, number);
                if (party.Times.Has(slice - (hour * SlicesOfHour)))
                {
                    Draw(accounts, party, slice, into);
                }
            }
        }
    }

    private Party Found(long hour, int number)
    {
        ref var known = ref parties[(hour % (LifeHours + 1) * Parties) + number];
        var party = known;
        if (party is null || party.Hour != hour)
        {
            known = party = new(hour, number, ActTimes.Of(seed, hour, number));
        }

        return party;
    }

    private void Draw(IReadOnlyList<VirtualAccount> accounts, Party party, long slice, List<PlatformEvent> into)
    {
        var hour = party.Hour;
        foreach (var account in accounts)
        {
            var chance = Chance.At(seed, account.Number, hour, -64 - party.Number);
            var start = hour * 3600;
            var shape = TrafficShape.At(start + account.Hours.At(start).OffsetSeconds);
            var count = chance.Count(
                options.EventsPerHour * shares.OfShoppers / LinesOfShopper / Parties * account.Share * shape
            );
            for (var number = 0; number < count; number++)
            {
                var told = new Telling(account, takers, party, slice, into)
                {
                    Number = (1L << 60) | (hour << 32) | ((long)party.Number << 28) | ((long)number << 6),
                };
                var own = Chance.At(seed, account.Number, (hour * Parties) + party.Number, (1L << 40) + number);
                if (account.AttributesItself)
                {
                    new SelfAttribution(account, told, own).Draw();
                }
                else
                {
                    new ShopperLife(
                        account,
                        told,
                        own,
                        FormattableString.Invariant($"shopper-{hour:x}-{party.Number}-{number:x}")
                    ).Draw();
                }
            }
        }
    }
}
