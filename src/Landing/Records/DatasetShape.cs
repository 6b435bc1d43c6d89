using System.Text;
using Millrace.Contracts.Datasets;

namespace Millrace.Landing.Records;

/// <summary>Where the fields of an hourly dataset stand, and after them what the landing adds: day, hour, unknown fields.</summary>
internal sealed class DatasetShape : RowShape
{
    private static readonly int EpochDay = new DateOnly(1970, 1, 1).DayNumber;
    private readonly Dictionary<string, int> places;
    private readonly Dictionary<string, int> otherPlaces;

    private DatasetShape(DatasetDeclaration dataset)
        : base(
            dataset.Id,
            dataset.Fields.Count,
            [
                .. dataset.Fields.Select(ColumnOf),
                RowColumn.Filled("day", ColumnKind.Date),
                RowColumn.Filled("hour", ColumnKind.Small),
            ]
        )
    {
        Dataset = dataset;
        places = dataset
            .Fields.Select((field, place) => (field.Name, place))
            .ToDictionary(field => field.Name, field => field.place, StringComparer.Ordinal);
        otherPlaces = dataset
            .Fields.SelectMany((field, place) => field.OtherNames.Select(name => (name, place)))
            .ToDictionary(other => other.name, other => other.place, StringComparer.Ordinal);
        IdBytes = Encoding.UTF8.GetBytes(dataset.Id);
        IdPlace = places["idempotency_id"];
        DatasetPlace = places["dataset_id"];
        WindowPlace = dataset.Fields.Select(field => field.Type).ToList().IndexOf(FieldType.WindowStart);
    }

    public static IReadOnlyDictionary<string, DatasetShape> All { get; } =
        Datasets.All.ToDictionary(dataset => dataset.Id, dataset => new DatasetShape(dataset), StringComparer.Ordinal);

    public DatasetDeclaration Dataset { get; }

    /// <summary>The dataset's id as it stands in a record.</summary>
    public byte[] IdBytes { get; }

    public int IdPlace { get; }

    public int DatasetPlace { get; }

    public int WindowPlace { get; }

    public bool TryPlace(string name, out int place) => places.TryGetValue(name, out place);

    /// <summary>The place of a field by another name than the declared one.</summary>
    public bool TryOtherPlace(string name, out int place) => otherPlaces.TryGetValue(name, out place);

    /// <summary>Sets day and hour in the account's own time.</summary>
    public void SetWindow(RowTable table, int row, DateOnly day, int hour)
    {
        table.At(row, FieldCount).Number = day.DayNumber - EpochDay;
        table.At(row, FieldCount + 1).Number = hour;
    }

    private static RowColumn ColumnOf(DatasetField field) =>
        new(
            field.Name,
            field.Type switch
            {
                FieldType.String or FieldType.WindowStart => ColumnKind.Text,
                FieldType.Long => ColumnKind.Whole,
                FieldType.Money => ColumnKind.Money,
                _ => throw new InvalidOperationException($"The landing has no kind of column for {field.Type}."),
            },
            field.IsNullable,
            field.IsNullable && field is not { Role: FieldRole.Metric, IsLandedOnly: false }
        );
}
