using Millrace.Sandbox.Platform;

namespace Millrace.Unit.Sandbox;

/// <summary>The platform's books equal a recount by other means.</summary>
public sealed class BooksTests
{
    private const string Sp = "sp-traffic";
    private static readonly DateTimeOffset Start = new(2026, 7, 6, 0, 0, 0, TimeSpan.Zero);

    private static VirtualPlatformOptions Options =>
        new()
        {
            Start = Start,
            EventsPerHour = 2000,
            Datasets = [Sp],
        };

    [Fact]
    public void Books_equal_a_naive_recount_of_the_events()
    {
        var platform = new VirtualPlatform(11, Options);
        var events = platform.EventsBetween(Start, Start.AddHours(40)).ToList();
        var books = new Books();
        foreach (var piece in events.Chunk(777))
        {
            books.Add(piece);
        }

        var naive = events
            .GroupBy(happened =>
            {
                var zone = TimeZoneInfo.FindSystemTimeZoneById(happened.Account.TimeZone);
                var local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(happened.Time), zone);
                var window = local.ToString("yyyy-MM-ddTHH:00:00zzz");
                return (
                    happened.Account.Number,
                    window,
                    happened.CampaignId,
                    happened.AdGroupId,
                    happened.AdId,
                    happened.TargetId,
                    happened.Placement
                );
            })
            .ToDictionary(
                cell => cell.Key,
                cell =>
                    (
                        cell.Sum(happened => Signed(happened, happened.Kind is PlatformEventKind.Click ? 0 : happened.Count)),
                        cell.Sum(happened => Signed(happened, happened.Kind is PlatformEventKind.Click ? happened.Count : 0)),
                        cell.Sum(happened => Signed(happened, happened.CostMicros))
                    )
            );
        var kept = books
            .Cells(Sp)
            .ToDictionary(
                cell =>
                    (
                        cell.Account.Number,
                        cell.Window.ToString("yyyy-MM-ddTHH:mm:sszzz"),
                        cell.Dimensions[3],
                        cell.Dimensions[4],
                        cell.Dimensions[5],
                        cell.Dimensions[6],
                        cell.Dimensions[7]
                    ),
                cell => (Impressions: cell.Values["impressions"], Clicks: cell.Values["clicks"], Cost: cell.Values["cost"])
            );
        kept.Count.ShouldBe(naive.Count);
        kept.Where(cell => naive[cell.Key] != cell.Value).ShouldBeEmpty();
        var totals = books.TotalsByAccount(Sp);
        totals.Count.ShouldBe(8);
        totals.Sum(account => account.Values[0]).ShouldBe(naive.Values.Sum(cell => cell.Item2));
        totals.Sum(account => account.Values[2]).ShouldBe(naive.Values.Sum(cell => cell.Item3));
        kept.Values.Count(cell => cell.Impressions < 0 || cell.Clicks < 0 || cell.Cost < 0).ShouldBe(0);

        static long Signed(PlatformEvent happened, long value) => happened.IsInvalidation ? -value : value;
    }

    [Fact]
    public void Hours_of_India_begin_at_half_past()
    {
        var platform = new VirtualPlatform(11, Options);
        var books = new Books();
        books.Add(platform.EventsBetween(Start, Start.AddHours(6)));
        var india = books.Cells(Sp).Where(cell => cell.Account.Marketplace.Country == "IN").ToList();
        india.ShouldNotBeEmpty();
        india.ShouldAllBe(cell => cell.Window.UtcDateTime.Minute == 30 && cell.Window.Minute == 0);
        india.ShouldAllBe(cell => cell.Window.Offset == new TimeSpan(5, 30, 0));
    }

    [Fact]
    public void Only_ended_windows_are_told_when_asked()
    {
        var platform = new VirtualPlatform(11, Options);
        var books = new Books();
        books.Add(platform.EventsBetween(Start, Start.AddHours(6)));
        var ended = books.Cells(Sp, Start.AddHours(5));
        ended.ShouldAllBe(cell => cell.Window.AddHours(1) <= Start.AddHours(5));
        ended
            .Select(cell => $"{cell}")
            .ShouldBe(books.Cells(Sp).Where(cell => cell.Window.AddHours(1) <= Start.AddHours(5)).Select(cell => $"{cell}"));
    }

    [Theory]
    [InlineData("Asia/Kolkata", "2026-07-06T10:10:00Z", "2026-07-06T09:30:00Z", "2026-07-06T10:30:00Z", 19_800)]
    [InlineData("Europe/Paris", "2026-10-25T00:59:59Z", "2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z", 7200)]
    [InlineData("Europe/Paris", "2026-10-25T01:00:00Z", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z", 3600)]
    [InlineData("America/Los_Angeles", "2026-03-08T10:30:00Z", "2026-03-08T10:00:00Z", "2026-03-08T11:00:00Z", -25_200)]
    [InlineData("Australia/Lord_Howe", "2026-04-04T14:45:00Z", "2026-04-04T14:00:00Z", "2026-04-04T15:00:00Z", 39_600)]
    [InlineData("Australia/Lord_Howe", "2026-04-04T15:10:00Z", "2026-04-04T15:00:00Z", "2026-04-04T15:30:00Z", 37_800)]
    public void Windows_are_hours_of_local_time_and_end_where_the_clocks_change(
        string zone,
        string time,
        string start,
        string end,
        int offset
    )
    {
        var hour = new AccountHours(zone).At(DateTimeOffset.Parse(time).ToUnixTimeSeconds());
        hour.ShouldBe(
            new(DateTimeOffset.Parse(start).ToUnixTimeSeconds(), DateTimeOffset.Parse(end).ToUnixTimeSeconds(), offset)
        );
    }
}
