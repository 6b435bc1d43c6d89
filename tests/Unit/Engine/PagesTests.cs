using System.Globalization;
using Millrace.Engine.Publication;

namespace Millrace.Unit.Engine;

/// <summary>Pages: more cells than one holds, event ids that went to disk, a crash between any two of them.</summary>
public sealed class PagesTests
{
    /// <summary>More than two pages of cells in one window.</summary>
    private const int Cells = 70_000;

    [Fact]
    public void Cells_of_a_window_come_back_from_many_pages_and_the_journal_behind_them()
    {
        // Slices that end within a page and go on in the next.
        var rig = new EngineRig(PublicationPolicies.Default, ["Asia/Kolkata"], cellsPerSliceMax: 10_000);
        var hour = rig.Now - (rig.Now % 3600) - 1800;
        rig.Send("first", Enumerable.Range(0, Cells).Select(cell => Impression(hour, cell, 1)));
        rig.BeginPaging();

        // Small entries carry the pages out one by one; each changes cells of pages that are written and of such that are not.
        for (var batch = 0; batch < 200; batch++)
        {
            rig.Send(
                $"b{batch}",
                [Impression(hour, batch, 1), Impression(hour, Cells - 1 - batch, 1), Impression(hour, Cells + batch, 1)]
            );
            if (batch % 40 == 39)
            {
                rig.Crash();
                rig.BeginPaging();
            }
        }

        rig.Crash();
        rig.Now += 7200;
        rig.Turn();

        var records = rig.Records().ToDictionary(record => record.Keyword, record => record.Impressions);
        records.Count.ShouldBe(Cells + 200);
        records.Values.Sum().ShouldBe(Cells + 600);
        records["10"].ShouldBe(2);
        records[(Cells - 1).ToString(CultureInfo.InvariantCulture)].ShouldBe(2);
        records[(Cells + 199).ToString(CultureInfo.InvariantCulture)].ShouldBe(1);
    }

    [Fact]
    public void An_id_that_went_to_disk_is_known_before_and_after_a_crash()
    {
        // The rig keeps 25 ids in memory; a turn sends the rest to disk.
        var rig = new EngineRig("Asia/Kolkata");
        var time = rig.Now - 600;
        for (var number = 0; number < 120; number++)
        {
            rig.Send($"b{number}", [Click(time, number)]);
            if (number % 30 == 29)
            {
                rig.Turn();
            }
        }

        Repeat(rig, time, "again");
        rig.Crash();
        Repeat(rig, time, "after a crash");
        rig.BeginPaging();
        for (var number = 0; number < 20; number++)
        {
            rig.Send($"c{number}", [Click(time, 200 + number)]);
        }

        rig.Crash();
        Repeat(rig, time, "from pages");
        rig.Now += 7200;
        rig.Turn();
        rig.Records().Sum(record => record.Clicks).ShouldBe(140);
    }

    [Fact]
    public void A_day_that_is_forgotten_leaves_no_pages_behind()
    {
        var rig = new EngineRig("Asia/Kolkata");
        for (var day = 0; day < 40; day++)
        {
            rig.Send($"d{day}", Enumerable.Range(0, 60).Select(number => Click(rig.Now - 60, (day * 100) + number)));
            rig.Now += 86_400;
            rig.Turn();
            rig.BeginPaging();
            for (var entry = 0; entry < 30; entry++)
            {
                rig.Send($"d{day}e{entry}", [Impression(rig.Now - 60, entry, 1)]);
            }
        }

        rig.Crash();
        rig.Pages.Keys.Where(page => page.Kind is Millrace.Engine.Pages.PageKind.IdRun or Millrace.Engine.Pages.PageKind.Batches)
            .Select(page => page.Major)
            .Distinct()
            .Count()
            .ShouldBeInRange(10, 20);
    }

    private static void Repeat(EngineRig rig, long time, string batch)
    {
        var (_, verdict) = rig.Send(batch, Enumerable.Range(0, 120).Select(number => Click(time, number)));
        verdict!.Value.Repeated.ShouldBe(120);
    }

    private static string Impression(long time, int cell, int count) =>
        Line($"\"type\":\"impression\",\"count\":{count}", time, cell);

    private static string Click(long time, int number) =>
        Line($"\"type\":\"click\",\"event_id\":\"c{number}\",\"cost\":0.1", time, 1);

    private static string Line(string rest, long time, int keyword)
    {
        var iso = DateTimeOffset.FromUnixTimeSeconds(time).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return $"{{{rest},\"time\":\"{iso}\",\"advertiser_id\":\"ADV0\",\"marketplace_id\":\"MKT\",\"campaign_id\":\"1\",\"ad_group_id\":\"2\",\"ad_id\":\"3\",\"keyword_id\":\"{keyword}\",\"placement\":\"Off Amazon\"}}";
    }
}
