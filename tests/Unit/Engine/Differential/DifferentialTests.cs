using CsCheck;
using Millrace.Contracts.Datasets;

namespace Millrace.Unit.Engine.Differential;

/// <summary>Every dataset that is produced, against SQL over the accepted events: random histories, to the unit.</summary>
public sealed class DifferentialTests : IDisposable
{
    /// <summary>Of each dataset; twelve datasets take some twenty seconds.</summary>
    private const int Histories = 30;

    private readonly Oracle oracle = new();

    public static TheoryData<string> Produced => [.. Datasets.Produced.Select(dataset => dataset.Id)];

    public void Dispose() => oracle.Dispose();

    [Theory]
    [MemberData(nameof(Produced))]
    public void What_is_published_sums_to_what_SQL_finds_in_the_accepted_events(string id)
    {
        var dataset = Datasets.Find(id)!;
        HistoryMaker
            .For(dataset, Datasets.Produced)
            .Sample(
                history => HistoryPlay.Difference(history, oracle, dataset) is null,
                print: history => Told(history, dataset),
                iter: Histories,
                threads: 1
            );
    }

    /// <summary>The shortest history that goes wrong too, and how.</summary>
    private string Told(History history, DatasetDeclaration dataset)
    {
        var shortest = ShortestHistory.Of(history, shorter => HistoryPlay.Difference(shorter, oracle, dataset) is not null);
        return $"{shortest}\n{HistoryPlay.Difference(shortest, oracle, dataset)}";
    }
}
