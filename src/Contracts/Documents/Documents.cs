namespace Millrace.Contracts.Documents;

/// <summary>Every dataset whose messages are documents. All of them are produced, and can be subscribed to.</summary>
public static class Documents
{
    public const string BudgetUsageId = "budget-usage";

    /// <summary>Names what a message is that is no record and no change; those have no such field.</summary>
    public const string MessageType = "message_type";

    /// <summary>The value of <see cref="MessageType"/> in what a snapshot sends.</summary>
    public const string Snapshot = "snapshot";

    /// <summary>Stands in place of a value that would make a message too long.</summary>
    public const string Truncated = "PAYLOAD_TRUNCATED";

    /// <summary>The most bytes of a message.</summary>
    public const int BytesMax = 256 << 10;

    /// <summary>In the order of the data guide.</summary>
    public static IReadOnlyList<DocumentDeclaration> All { get; } = [BudgetUsage];

    /// <summary>The dataset of an id, or null.</summary>
    public static DocumentDeclaration? Find(string id) => All.FirstOrDefault(dataset => dataset.Id == id);

    private static DocumentDeclaration BudgetUsage =>
        new(
            BudgetUsageId,
            1,
            [
                new("advertiser_id", DocumentFieldType.String, "The advertiser.") { IsNullable = false },
                new("marketplace_id", DocumentFieldType.String, "The marketplace.") { IsNullable = false },
                new("dataset_id", DocumentFieldType.String, "Which dataset the message belongs to.") { IsNullable = false },
                new("budget_scope_id", DocumentFieldType.String, "The campaign or portfolio whose budget it is.")
                {
                    IsNullable = false,
                },
                new("budget_scope_type", DocumentFieldType.String, "What has the budget.")
                {
                    IsNullable = false,
                    Values = ["CAMPAIGN", "PORTFOLIO"],
                },
                new("advertising_product_type", DocumentFieldType.String, "The ad product of the campaign.")
                {
                    Values = ["sp", "sb", "sd"],
                },
                new("budget", DocumentFieldType.Double, "The budget in force, in currency units.") { IsNullable = false },
                new(
                    "budget_usage_percentage",
                    DocumentFieldType.Double,
                    "What was spent of it, in percent; not rounded, and above 100 where more was spent."
                )
                {
                    IsNullable = false,
                },
                new("usage_updated_timestamp", DocumentFieldType.DateTime, "When that was so, in UTC.") { IsNullable = false },
            ]
        )
        {
            Title = "Budget usage",
            About = "How far the budget of a campaign or portfolio is used, told at each further 5 percent.",
            Key = ["budget_scope_id", "budget_scope_type"],
            Releases = ["The first version."],
        };
}
