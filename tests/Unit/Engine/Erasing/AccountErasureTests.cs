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

    private static ErasedHistory New(History history, int account, int place) =>
        new(history, account, place % history.Steps.Count);
}
