namespace Millrace.Sandbox.Platform.Shoppers;

/// <summary>Numbers the events of one life and tells those that arrive in the slice asked for.</summary>
internal sealed class Telling(VirtualAccount account, Takers takers, Party party, long slice, List<PlatformEvent> into)
{
    /// <summary>The number of the last event; a life has less than 64.</summary>
    public required long Number { get; set; }

    /// <summary>A second inside an act.</summary>
    public long Draw(Act act, ref Chance chance) => party.Start(act) + chance.Below(TrafficSource.SliceSeconds);

    /// <summary>Tells an event, under its number or the next one.</summary>
    /// <returns>It, as it would have been told.</returns>
    public PlatformEvent Tell(PlatformEvent happened)
    {
        happened = happened.Number == 0 ? happened with { Number = ++Number } : happened;
        if (happened.ArrivesAt / TrafficSource.SliceSeconds == slice && takers.Want(in happened))
        {
            into.Add(happened);
        }

        return happened;
    }

    /// <summary>Tells that an event is taken back.</summary>
    public void TakeBack(in PlatformEvent happened, long arrivesAt) =>
        Tell(happened with { IsInvalidation = true, ArrivesAt = arrivesAt, Number = 0, InvalidatedNumber = happened.Number });

    /// <summary>Tells an event once more, as it is.</summary>
    public void Repeat(in PlatformEvent happened, long arrivesAt) =>
        Tell(happened with { IsRepeat = true, ArrivesAt = arrivesAt });

    /// <summary>Draws an ad of a product that has places and targets.</summary>
    public PlatformEvent Ad(AdProduct product, ref Chance chance)
    {
        var space = account.Spaces[(int)product];
        var target = space.Targets[space.TargetSkew.Pick(ref chance)];
        var ad = target.Ads[chance.Below(target.Ads.Count)];
        return new(account, target, ad, space.Places[space.PlaceSkew.Pick(ref chance)]) { Count = 1 };
    }
}
