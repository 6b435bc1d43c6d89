using Millrace.Contracts.Documents;

namespace Millrace.Landing.Records;

/// <summary>A column of a document's table that is read from the document.</summary>
/// <param name="Path">Where the value stands, as in the declaration but without what lies inside an array.</param>
/// <param name="Type">How it is read; an array of objects is <see cref="DocumentFieldType.Any"/>.</param>
/// <param name="Place">The place of its values in a row.</param>
internal sealed record DocumentColumn(string Path, DocumentFieldType Type, int Place)
{
    /// <summary>JSON text, whatever stands there.</summary>
    public bool IsJson => Type is DocumentFieldType.Texts or DocumentFieldType.Map or DocumentFieldType.Any;

    public ColumnKind Kind =>
        Type switch
        {
            DocumentFieldType.Long => ColumnKind.Whole,
            DocumentFieldType.Double => ColumnKind.Number,
            DocumentFieldType.Boolean => ColumnKind.Flag,
            DocumentFieldType.DateTime => ColumnKind.Time,
            _ => ColumnKind.Text,
        };
}
