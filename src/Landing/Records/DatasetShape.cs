using System.Text;
using Millrace.Contracts.Datasets;

namespace Millrace.Landing.Records;

/// <summary>Where the fields of a dataset stand, and after them what the landing adds: day, hour, unknown fields.</summary>
internal sealed class DatasetShape
{
    private readonly Dictionary<string, int> places;
    private readonly Dictionary<string, int> otherPlaces;
    private readonly bool[] texts;

    private DatasetShape(DatasetDeclaration dataset)
    {
        Dataset = dataset;
        places = dataset
            .Fields.Select((field, place) => (field.Name, place))
            .ToDictionary(field => field.Name, field => field.place, StringComparer.Ordinal);
        otherPlaces = dataset
            .Fields.SelectMany((field, place) => field.OtherNames.Select(name => (name, place)))
            .ToDictionary(other => other.name, other => other.place, StringComparer.Ordinal);
        FieldCount = dataset.Fields.Count;
        texts = [.. dataset.Fields.Select(field => field.Type is FieldType.String or FieldType.WindowStart), false, false, true];
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

    public int FieldCount { get; }

    public int DayPlace => FieldCount;

    public int HourPlace => FieldCount + 1;

    public int UnknownPlace => FieldCount + 2;

    /// <summary>The slots of a row.</summary>
    public int Width => FieldCount + 3;

    public bool TryPlace(string name, out int place) => places.TryGetValue(name, out place);

    /// <summary>The place of a field by another name than the declared one.</summary>
    public bool TryOtherPlace(string name, out int place) => otherPlaces.TryGetValue(name, out place);

    /// <summary>False where every record has a value.</summary>
    public bool MayBeAbsent(int place) => place == UnknownPlace || (place < FieldCount && Dataset.Fields[place].IsNullable);

    /// <summary>False where every row has a value: a metric that is absent is 0.</summary>
    public bool MayBeNull(int place) =>
        MayBeAbsent(place)
        && (place == UnknownPlace || Dataset.Fields[place] is not { Role: FieldRole.Metric, IsLandedOnly: false });

    public bool IsText(int place) => texts[place];
}
