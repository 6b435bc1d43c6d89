using System.Text;
using Millrace.Contracts.Datasets;

namespace Millrace.Landing.Records;

/// <summary>Where the fields of a dataset stand, and after them what the landing adds: day, hour, unknown fields.</summary>
internal sealed class DatasetShape
{
    public const string Day = "day";
    public const string Hour = "hour";
    public const string Unknown = "unknown_fields";
    private readonly Dictionary<string, int> places;

    private DatasetShape(DatasetDeclaration dataset)
    {
        Dataset = dataset;
        places = dataset
            .Fields.Select((field, place) => (field.Name, place))
            .ToDictionary(field => field.Name, field => field.place, StringComparer.Ordinal);
        Id = Encoding.UTF8.GetBytes(dataset.Id);
        IdPlace = places["idempotency_id"];
        DatasetPlace = places["dataset_id"];
        WindowPlace = dataset.Fields.Select(field => field.Type).ToList().IndexOf(FieldType.WindowStart);
    }

    public static IReadOnlyDictionary<string, DatasetShape> All { get; } =
        Datasets.All.ToDictionary(dataset => dataset.Id, dataset => new DatasetShape(dataset), StringComparer.Ordinal);

    public DatasetDeclaration Dataset { get; }

    /// <summary>The dataset's id as it stands in a record.</summary>
    public byte[] Id { get; }

    public int IdPlace { get; }

    public int DatasetPlace { get; }

    public int WindowPlace { get; }

    public int DayPlace => Dataset.Fields.Count;

    public int HourPlace => Dataset.Fields.Count + 1;

    public int UnknownPlace => Dataset.Fields.Count + 2;

    /// <summary>The slots of a row.</summary>
    public int Width => Dataset.Fields.Count + 3;

    public bool TryPlace(string name, out int place) => places.TryGetValue(name, out place);

    /// <summary>The place of a column of the table, -1 for one that the record does not fill.</summary>
    public int PlaceOfColumn(string name) =>
        name switch
        {
            Day => DayPlace,
            Hour => HourPlace,
            Unknown => UnknownPlace,
            _ => places.GetValueOrDefault(name, -1),
        };

    public bool IsText(int place) =>
        place == UnknownPlace
        || (place < Dataset.Fields.Count && Dataset.Fields[place].Type is FieldType.String or FieldType.WindowStart);
}
