using CsCheck;
using Millrace.Contracts.Datasets;

namespace Millrace.Unit.Engine.Differential;

/// <summary>Random histories are worth something only if in them happens what the engine could get wrong.</summary>
public sealed class HistoryMakerTests : IDisposable
{
    /// <summary>The first so many by their number, so that the answer is always the same.</summary>
    private const uint Histories = 200;

    private readonly Oracle oracle = new();

    public static TheoryData<string> All => [.. Datasets.All.Select(dataset => dataset.Id)];

    public void Dispose() => oracle.Dispose();

    [Theory]
    [MemberData(nameof(All))]
    public void Every_figure_of_a_dataset_comes_up(string id)
    {
        var dataset = Datasets.Find(id)!;
        var histories = HistoryMaker.For(dataset, Datasets.All);
        for (var number = 0u; number < Histories; number++)
        {
            Take(histories.Generate(new PCG(number, 1), null, out _), (int)number * History.Zones.Length);
        }

        oracle.Turn();
        var rows = oracle.Rows(dataset)[0];
        Figures.MetricsOf(dataset).Where(metric => rows.By("time_window_start", metric) == "").ShouldBeEmpty();
    }

    /// <summary>The histories lie side by side: each has accounts of its own.</summary>
    private void Take(History history, int firstAccount)
    {
        var (now, acceptance) = (history.Start, new Acceptance());
        foreach (var step in history.Steps)
        {
            switch (step)
            {
                case HistoryStep.Turn turn:
                    now += (long)turn.After.TotalSeconds;
                    break;
                case HistoryStep.Put put:
                    oracle.Put(firstAccount + History.AccountOf(put.Advertiser), put.Line);
                    break;
                case HistoryStep.Send send:
                    foreach (
                        var happened in send.Events.Where(happened =>
                            Acceptance.Allows(happened, now) && acceptance.IsNew(happened)
                        )
                    )
                    {
                        var account = History.AccountOf(happened.AdvertiserId);
                        oracle.Take(
                            firstAccount + account,
                            LocalHour.Of(History.Zones[account], happened.Time),
                            happened.ToLine()
                        );
                    }

                    break;
            }
        }
    }
}
