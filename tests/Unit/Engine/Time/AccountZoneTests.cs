using System.Globalization;
using Millrace.Engine.Time;
using Millrace.Unit.Engine.Budgets;

namespace Millrace.Unit.Engine.Time;

/// <summary>Local days, and where they end when the clock is changed at midnight.</summary>
public sealed class AccountZoneTests
{
    [Theory]
    [InlineData("UTC", "2026-03-10", "2026-03-11T00:00:00Z")]
    [InlineData("Asia/Kathmandu", "2026-03-10", "2026-03-10T18:15:00Z")]
    [InlineData("America/Los_Angeles", "2026-03-08", "2026-03-09T07:00:00Z")]
    // From midnight the clock goes on to one, and from midnight back to eleven.
    [InlineData("America/Sao_Paulo", "2018-11-03", "2018-11-04T03:00:00Z")]
    [InlineData("America/Sao_Paulo", "2018-02-17", "2018-02-18T03:00:00Z")]
    // A minute after midnight it goes back to a minute after eleven: the day before comes again.
    [InlineData("America/St_Johns", "2010-11-06", "2010-11-07T03:30:00Z")]
    // From one it goes back to midnight: the day is an hour old twice.
    [InlineData("America/Havana", "2025-11-01", "2025-11-02T04:00:00Z")]
    // The thirtieth is left out.
    [InlineData("Pacific/Apia", "2011-12-29", "2011-12-30T10:00:00Z")]
    public void A_day_ends_when_it_is_never_again(string name, string day, string end)
    {
        AccountZone.TryFind(name, out var zone).ShouldBeTrue();
        var date = DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        var instant = DateTimeOffset.Parse(end, CultureInfo.InvariantCulture);

        DateTimeOffset.FromUnixTimeSeconds(zone.EndOfDay(ModelWords.Day(date))).ShouldBe(instant);
        ModelCalendar.LastSecond(name, date).ShouldBe(instant.AddSeconds(-1));
    }

    [Theory]
    [InlineData("America/St_Johns", "2010-11-05T00:00:00Z")]
    [InlineData("Australia/Lord_Howe", "2025-04-04T00:00:00Z")]
    [InlineData("Pacific/Apia", "2011-12-28T00:00:00Z")]
    [InlineData("Africa/Casablanca", "2025-02-21T00:00:00Z")]
    [InlineData("America/New_York", "1970-01-01T00:00:00Z")]
    public void The_day_of_every_minute_is_that_of_the_machines_own_zone_rules(string name, string first)
    {
        AccountZone.TryFind(name, out var zone).ShouldBeTrue();
        var minute = DateTimeOffset.Parse(first, CultureInfo.InvariantCulture);
        for (var left = 4 * 1440; left > 0; left--, minute = minute.AddMinutes(1))
        {
            zone.Day(minute.ToUnixTimeSeconds()).ShouldBe(ModelWords.Day(ModelCalendar.Date(name, minute)));
        }
    }
}
