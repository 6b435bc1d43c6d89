using System.Globalization;
using System.Text;
using CsCheck;
using Millrace.Contracts.Datasets;
using Millrace.Unit.Engine.Differential;

namespace Millrace.Unit.Engine.Erasing;

/// <summary>An account that is erased from a partition with others in it.</summary>
public sealed class AccountErasureTests
{
    private const int Histories = 60;

    [Theory]
    [InlineData("sp-traffic")]
    [InlineData("sp-conversion")]
    [InlineData("adsp-clickstream")]
    public void Others_are_published_as_if_it_had_never_been_and_no_page_or_entry_has_anything_of_it(string dataset) =>
        Gen.Select(HistoryMaker.For(Datasets.Find(dataset)!, Datasets.Produced), Gen.Int[0, 3], Gen.Int[0, 1000])
            .Sample(
                (history, account, place) =>
                {
                    var (erased, without) = (New(history, account, place), New(history, account, place));
                    erased.Erase();
                    without.LeaveOut();
                    erased.Others.ShouldBe(without.Others);
                    erased.Trace().ShouldBeNull();
                },
                iter: Histories,
                threads: 1
            );

    [Fact]
    public void A_text_stays_that_an_hour_names_which_goes_to_disk_while_an_account_is_erased()
    {
        var rig = new EngineRig("Asia/Kolkata", "Asia/Kolkata");
        for (var hour = 0; hour < 20; hour++)
        {
            rig.Send($"old {hour}", [Click(0, "old"), Click(1, "old")]);
            rig.Now += 3600;
        }

        rig.Now += 100 * 3600;
        rig.Turn();
        rig.Send("new", [Click(0, "only-here"), Click(1, "own-zq7")]);
        rig.BeginErasing(1);
        rig.GoOnErasing();
        rig.Now += 100 * 3600;
        rig.Turn();
        rig.IsErasing.ShouldBeTrue();
        while (rig.IsErasing)
        {
            rig.GoOnErasing();
        }

        (Has("old"), Has("only-here"), Has("own-zq7")).ShouldBe((true, true, false));

        bool Has(string text) => rig.Pages.Values.Any(page => page.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

        string Click(int account, string group) =>
            $$"""{"event_id":"{{group}} {{rig.Now}}","type":"click","time":"{{IsoTime(rig.Now - 600)}}","advertiser_id":"ADV{{account}}","marketplace_id":"MKT","campaign_id":"1","ad_group_id":"{{group}}","ad_id":"3","keyword_id":"4","placement":"Other on-Amazon","cost":0.25}""";
    }

    private static string IsoTime(long time) =>
        DateTimeOffset.FromUnixTimeSeconds(time).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static ErasedHistory New(History history, int account, int place) =>
        new(history, account, place % history.Steps.Count);
}
