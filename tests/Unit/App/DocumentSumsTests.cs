using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Millrace.App.Dev;
using Millrace.Contracts.Documents;
using Millrace.Sandbox.Platform;
using Millrace.Unit.Landing;
using Millrace.Unit.Sandbox.Documents;

namespace Millrace.Unit.App;

/// <summary>Messages of documents, their landed tables and the platform's books are summed in the same figures.</summary>
public sealed class DocumentSumsTests
{
    private static readonly IDatasetSums Budgets = DocumentSums.All.Single(sums => sums.Dataset == Documents.BudgetUsageId);

    [Fact]
    public void Every_dataset_of_documents_is_summed() =>
        DocumentSums.All.Select(sums => sums.Dataset).ShouldBe(Documents.All.Select(dataset => dataset.Id));

    [Fact]
    public async Task Budgets_come_to_the_same_in_books_messages_and_sql()
    {
        var rig = new BudgetRig();
        rig.Budget(200.35m);
        for (var cents = 1; cents < 4000; cents += 37)
        {
            rig.Spend(cents);
        }

        rig.Budget(97m);
        var told = rig.Books.BudgetMessages(BudgetRig.Account);
        told.Count.ShouldBeGreaterThan(60);
        var books = new Books();
        var meant = BookSums.Of(books, Budgets, [BudgetRig.Account]);
        meant[BudgetRig.Account].ShouldBe([0, 0, 0]);

        var sums = Budgets.Zeros;
        var rows = new List<string>();
        foreach (var message in told)
        {
            Budgets.Add(sums, Encoding.UTF8.GetBytes(Message(message).ToJsonString()));
            rows.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"({message.BudgetMicros / 1e6:R}::DOUBLE, {message.Percentage:R}::DOUBLE, false)"
                )
            );
        }

        sums.ShouldBe(BookSums.Of(told));
        rows.Add("(1::DOUBLE, 1::DOUBLE, true)");
        (
            await LandedAsync(Budgets, $"(VALUES {string.Join(", ", rows)}) AS t(budget, budget_usage_percentage, is_snapshot)")
        ).ShouldBe(sums);
    }

    [Fact]
    public void One_percentage_that_is_wrong_shows()
    {
        var message = new BudgetMessage("1", false, 10_000_000, 579_000, 0);
        var (right, wrong) = (Budgets.Zeros, Budgets.Zeros);
        var json = Message(message);
        Budgets.Add(right, Encoding.UTF8.GetBytes(json.ToJsonString()));
        json["budget_usage_percentage"] = 5.790001;
        Budgets.Add(wrong, Encoding.UTF8.GetBytes(json.ToJsonString()));
        right.ShouldBe([1, 10_000_000, 5_790_000]);
        wrong.ShouldBe([1, 10_000_000, 5_790_001]);
    }

    [Fact]
    public void What_a_snapshot_sends_is_not_counted()
    {
        var sums = Budgets.Zeros;
        Budgets.Add(sums, "{\"message_type\":\"snapshot\"}"u8.ToArray());
        sums.ShouldBe([0, 0, 0]);
    }

    private static JsonObject Message(BudgetMessage message) =>
        new() { ["budget"] = message.BudgetMicros / 1_000_000m, ["budget_usage_percentage"] = message.Percentage };

    private static async Task<long[]> LandedAsync(IDatasetSums sums, string table)
    {
        await using var rig = await LandingRig.OpenAsync();
        var sql =
            $"SELECT {string.Join(", ", sums.LandedSql.Select(sum => $"CAST({sum} AS HUGEINT)::VARCHAR"))} FROM {table} WHERE {sums.LandedWhere}";
        var row = (await rig.Store.QueryAsync(sql, LandingRig.Cancel)).Rows.ShouldHaveSingleItem();
        return [.. row.Select(value => long.Parse((string)value!, CultureInfo.InvariantCulture))];
    }
}
