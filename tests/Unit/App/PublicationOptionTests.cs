using Millrace.App.Serve;
using Millrace.Contracts.Datasets;

namespace Millrace.Unit.App;

public sealed class PublicationOptionTests
{
    [Fact]
    public void A_setting_of_one_dataset_wins_over_that_of_all_in_whatever_order()
    {
        var policies = PublicationOption.Read(
            ["sp-traffic.grace=30s", "grace=5m", "sb-conversion.horizon=30d", "cadence=2h"],
            out var faults
        );

        faults.ShouldBeEmpty();
        policies[Datasets.SpTraffic].ToString().ShouldBe("cadence 2h, grace 30s, spread 4m, horizon 73h");
        policies[Datasets.Find("sb-conversion")!].ToString().ShouldBe("cadence 2h, grace 5m, spread 4m, horizon 30d");
        PublicationOption.Describe(policies).Split('\n').Length.ShouldBe(4);
    }

    [Fact]
    public void All_faults_are_told_at_once_and_unknown_names_with_the_near_one()
    {
        PublicationOption.Read(
            ["sp-trafic.grace=1m", "graze=1m", "horizons.x=1m", "spread=soon", "cadence", "sp-traffic.cadence=7h"],
            out var faults
        );

        faults.ShouldBe(
            [
                "sp-trafic.grace: there is no dataset sp-trafic; did you mean sp-traffic?",
                "graze: there is no setting graze; did you mean grace?",
                $"horizons.x: there is no dataset horizons; there are {string.Join(", ", Datasets.Produced.Select(dataset => dataset.Id))}",
                "horizons.x: there is no setting x; there are cadence, grace, spread, horizon",
                "spread=soon: the value is a time, such as spread=90s, 15m, 6h or 3d.",
                "cadence: the value is a time, such as cadence=90s, 15m, 6h or 3d.",
                "sp-traffic.cadence is 7h: it must divide a day, such as 15m, 1h or 6h.",
            ],
            ignoreOrder: true
        );
    }
}
