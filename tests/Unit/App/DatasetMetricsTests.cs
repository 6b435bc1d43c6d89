using System.Text;
using Millrace.App.Dev;
using Millrace.Contracts.Datasets;
using Millrace.Sandbox.Platform;
using Millrace.Unit.Contracts.Datasets;
using Millrace.Unit.Landing;

namespace Millrace.Unit.App;

/// <summary>Messages, landed tables and accepted events are summed in the same metrics.</summary>
public sealed class DatasetMetricsTests
{
    [Theory]
    [MemberData(nameof(Declarations.Ids), MemberType = typeof(Declarations))]
    public async Task What_landed_sums_to_what_its_messages_do(string id)
    {
        await using var rig = await LandingRig.OpenAsync();
        var (dataset, random) = (Declarations.Of(id), new Random(11));
        var metrics = new DatasetMetrics(dataset);
        var sums = metrics.Zeros;
        for (var number = 1; number <= 40; number++)
        {
            var message = RecordMaker.Json(RecordMaker.Make(dataset, random, LandingRig.Id(number)));
            metrics.Add(sums, Encoding.UTF8.GetBytes(message));
            await rig.LandAsync(message);
        }

        var landed = await LandedSums.ReadAsync(
            rig.Store,
            metrics,
            new Dictionary<(string, string), string>(),
            LandingRig.Cancel
        );
        metrics.Zeros.Select((_, metric) => landed.Values.Sum(values => values[metric])).ShouldBe(sums);
        metrics.Counted(landed.Values).ShouldBe(metrics.Counted([sums]));
        sums.ShouldContain(sum => sum != 0);
    }

    [Fact]
    public void What_was_accepted_is_known_of_the_traffic_of_every_ad_product_and_of_nothing_else()
    {
        var account = new VirtualPlatform(1, new()).Accounts[0];
        var accepted = new AcceptedTotals(account, 9, [new(1, 2, 3), new(4, 5, 6), new(7, 8, 9), new(10, 11, 12)]);
        Known("sp-traffic").ShouldBe(["clicks 2", "impressions 1", "cost 3"]);
        Known("sd-traffic").ShouldBe(["clicks 8", "impressions 7", "cost 9"]);
        Known("adsp-traffic").ShouldBe(["total_cost 12", "impressions 10", "clicks 11"]);
        Known("sb-conversion").ShouldBeEmpty();

        IEnumerable<string> Known(string dataset)
        {
            var metrics = new DatasetMetrics(Datasets.Find(dataset)!);
            return metrics
                .Fields.Zip(AcceptedSums.Of(accepted, metrics))
                .Where(metric => metric.Second is not null)
                .Select(metric => $"{metric.First.Name} {metric.Second}");
        }
    }
}
