namespace Millrace.Contracts.Documents;

/// <summary>How far budgets are used (contract, 4.11).</summary>
internal static class BudgetUsage
{
    public static DocumentDeclaration Usage { get; } =
        new(
            Documents.BudgetUsageId,
            1,
            [
                DocumentFields.AdvertiserId,
                DocumentFields.MarketplaceId,
                DocumentFields.DatasetId,
                DocumentFields.Text("budget_scope_id", "", "The campaign or portfolio whose budget it is.") with
                {
                    IsNullable = false,
                },
                DocumentFields.Word("budget_scope_type", "", "What has the budget.", "CAMPAIGN", "PORTFOLIO") with
                {
                    IsNullable = false,
                },
                DocumentFields.Word("advertising_product_type", "", "The ad product of the campaign.", "sp", "sb", "sd"),
                DocumentFields.Number("budget", "", "The budget in force, in currency units.") with
                {
                    IsNullable = false,
                },
                DocumentFields.Number(
                    "budget_usage_percentage",
                    "",
                    "What was spent of it, in percent; not rounded to steps, and above 100 where more was spent."
                ) with
                {
                    IsNullable = false,
                },
                DocumentFields.Time("usage_updated_timestamp", "", "When that was so, in UTC.") with
                {
                    IsNullable = false,
                },
            ]
        )
        {
            Title = "Budget usage",
            About = "How far the budget of a campaign or portfolio is used, told at each further 5 percent.",
            Notes =
            [
                "Documents name `advertising_product_type` as always there and do not say what it is for a portfolio, which has campaigns of "
                    + "several ad products. Millrace says that of the first campaign that was put into it, `sp` before there was one.",
            ],
            Key = ["budget_scope_id", "budget_scope_type"],
            Releases = ["The first version."],
        };
}
