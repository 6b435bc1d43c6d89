using Millrace.Landing.Records;

namespace Millrace.Landing.Storing;

/// <summary>The views over datasets of documents, as statements that make them.</summary>
internal static class DocumentViews
{
    /// <summary>Follows the dataset's id.</summary>
    private const string CurrentSuffix = "_current";

    public static IEnumerable<string> All => DocumentShape.All.Values.Select(Current).Append(BudgetPacing.View);

    /// <summary>
    /// The newest of each subject: by its version, where messages have none by the time that they tell, at last by when they came.
    /// </summary>
    private static string Current(DocumentShape shape)
    {
        var order = new[] { shape.Version, shape.Updated }
            .OfType<DocumentColumn>()
            .Select(column => $"{LandingSchema.Quote(shape.Columns[column.Place].Name)} DESC NULLS LAST")
            .Append($"{LandingSchema.Quote(RowShape.ReceivedAt)} DESC")
            .Append("rowid DESC");
        return $"""
            CREATE OR REPLACE VIEW {LandingSchema.Named(shape.Id + CurrentSuffix)} AS
            SELECT * FROM {LandingSchema.Table(shape)}
            QUALIFY row_number() OVER (
                PARTITION BY {string.Join(", ", shape.Subject.Select(LandingSchema.Quote))}
                ORDER BY {string.Join(", ", order)}) = 1
            """;
    }
}
