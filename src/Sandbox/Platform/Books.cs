using System.Runtime.InteropServices;

namespace Millrace.Sandbox.Platform;

/// <summary>
/// The platform's own books: what everybody else's sums are held against. They are kept by code of their own, from events
/// to sums, so that agreeing with them is evidence. Safe for several threads.
/// </summary>
public sealed class Books
{
    private readonly Lock gate = new();
    private readonly Dictionary<Place, Sums> cells = [];

    /// <summary>Enters events; invalidations are taken away from the hour of what they invalidate.</summary>
    public void Add(IEnumerable<PlatformEvent> events)
    {
        lock (gate)
        {
            foreach (var happened in events)
            {
                Add(in happened);
            }
        }
    }

    /// <summary>Sums by account, in the order of the accounts; an account without events is not among them.</summary>
    /// <param name="upTo">Where given, only windows that have ended by then.</param>
    public IReadOnlyList<BookTotals> TotalsByAccount(DateTimeOffset? upTo = null)
    {
        lock (gate)
        {
            return
            [
                .. Ended(upTo)
                    .GroupBy(cell => cell.Key.Account)
                    .OrderBy(account => account.Key.Number)
                    .Select(account => new BookTotals(
                        account.Key,
                        account.Sum(cell => cell.Value.Impressions),
                        account.Sum(cell => cell.Value.Clicks),
                        account.Sum(cell => cell.Value.CostMicros)
                    )),
            ];
        }
    }

    /// <summary>Every cell that any event has touched, by account, hour and ids; take an absent one and a zero one as equal.</summary>
    /// <param name="upTo">Where given, only windows that have ended by then.</param>
    public IReadOnlyList<BookCell> Cells(DateTimeOffset? upTo = null)
    {
        lock (gate)
        {
            return
            [
                .. Ended(upTo)
                    .OrderBy(cell => cell.Key.Account.Number)
                    .ThenBy(cell => cell.Key.Window)
                    .ThenBy(cell => cell.Key.Target.Id, StringComparer.Ordinal)
                    .ThenBy(cell => cell.Key.AdId, StringComparer.Ordinal)
                    .ThenBy(cell => cell.Key.Placement)
                    .Select(cell => Told(cell.Key, cell.Value)),
            ];
        }
    }

    private void Add(in PlatformEvent happened)
    {
        var window = happened.Account.Hours.At(happened.Time).Start;
        var place = new Place(happened.Account, window, happened.Target, happened.AdId, happened.PlacementNumber);
        ref var sums = ref CollectionsMarshal.GetValueRefOrAddDefault(cells, place, out _);
        sums = checked(
            happened.Kind switch
            {
                PlatformEventKind.Impression => new(
                    sums.Impressions + happened.Count,
                    sums.Clicks,
                    sums.CostMicros + happened.CostMicros
                ),
                PlatformEventKind.Click => new(
                    sums.Impressions,
                    sums.Clicks + happened.Count,
                    sums.CostMicros + happened.CostMicros
                ),
                PlatformEventKind.ImpressionInvalidation => new(
                    sums.Impressions - happened.Count,
                    sums.Clicks,
                    sums.CostMicros - happened.CostMicros
                ),
                _ => new(sums.Impressions, sums.Clicks - happened.Count, sums.CostMicros - happened.CostMicros),
            }
        );
    }

    private IEnumerable<KeyValuePair<Place, Sums>> Ended(DateTimeOffset? upTo)
    {
        var end = upTo?.ToUnixTimeSeconds() ?? long.MaxValue;
        return cells.Where(cell => end == long.MaxValue || cell.Key.Account.Hours.At(cell.Key.Window).End <= end);
    }

    private static BookCell Told(Place place, Sums sums)
    {
        var offset = TimeSpan.FromSeconds(place.Account.Hours.At(place.Window).OffsetSeconds);
        return new(
            place.Account,
            DateTimeOffset.FromUnixTimeSeconds(place.Window).ToOffset(offset),
            place.Target.CampaignId,
            place.Target.AdGroupId,
            place.AdId,
            place.Target.Id,
            place.Target.Text,
            place.Target.MatchType,
            Placements.Names[place.Placement],
            sums.Impressions,
            sums.Clicks,
            sums.CostMicros
        );
    }

    private readonly record struct Place(VirtualAccount Account, long Window, VirtualTarget Target, string AdId, byte Placement);

    private readonly record struct Sums(long Impressions, long Clicks, long CostMicros);
}
