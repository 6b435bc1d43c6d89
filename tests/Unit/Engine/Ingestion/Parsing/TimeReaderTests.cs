using System.Globalization;
using System.Text;
using CsCheck;
using Millrace.Engine.Ingestion.Parsing;

namespace Millrace.Unit.Engine.Ingestion.Parsing;

public sealed class TimeReaderTests
{
    private readonly TimeReader reader = new();

    [Fact]
    public void Every_day_of_the_calendar_is_the_one_that_the_framework_knows()
    {
        for (var day = new DateTime(1580, 1, 1); day.Year < 2420; day = day.AddDays(1))
        {
            var seconds = Read(day.ToString("yyyy-MM-ddT00:00:00Z", CultureInfo.InvariantCulture));
            if (seconds != Seconds(day))
            {
                seconds.ShouldBe(Seconds(day), $"{day:yyyy-MM-dd}");
            }
        }
    }

    [Fact]
    public void The_29th_of_February_is_a_day_in_leap_years_alone()
    {
        for (var year = 1000; year < 9000; year++)
        {
            var leap = DateTime.IsLeapYear(year) ? Seconds(new DateTime(year, 2, 29)) : (long?)null;
            Read(FormattableString.Invariant($"{year:D4}-02-29T00:00:00Z")).ShouldBe(leap);
        }
    }

    [Fact]
    public void Clock_fraction_and_offset_are_read_as_the_framework_reads_them() =>
        Gen.Select(
                Gen.Long[new DateTime(1000, 1, 2).Ticks, new DateTime(8999, 12, 30).Ticks],
                Gen.Int[-13 * 60 - 59, 13 * 60 + 59],
                Gen.Int[0, 7]
            )
            .Sample(
                (ticks, offset, decimals) =>
                {
                    var time = new DateTimeOffset(ticks, TimeSpan.FromMinutes(offset));
                    var form = "yyyy-MM-ddTHH:mm:ss" + (decimals == 0 ? "" : "." + new string('f', decimals)) + "zzz";
                    var expected = time.ToUnixTimeSeconds();
                    new TimeReader()
                        .TryRead(Encoding.UTF8.GetBytes(time.ToString(form, CultureInfo.InvariantCulture)), out var seconds)
                        .ShouldBeTrue();
                    seconds.ShouldBe(expected);
                },
                iter: 20_000
            );

    private long? Read(string text) => reader.TryRead(Encoding.UTF8.GetBytes(text), out var seconds) ? seconds : null;

    private static long Seconds(DateTime day) => (day.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;
}
