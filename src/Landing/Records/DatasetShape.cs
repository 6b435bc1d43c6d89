using Millrace.Contracts.Datasets;

namespace Millrace.Landing.Records;

/// <summary>Where the fields of a dataset stand.</summary>
internal sealed class DatasetShape
{
    private readonly Dictionary<string, int> places;

    public DatasetShape(DatasetDeclaration dataset)
    {
        Dataset = dataset;
        places = dataset
            .Fields.Select((field, place) => (field.Name, place))
            .ToDictionary(field => field.Name, field => field.place, StringComparer.Ordinal);
        IdPlace = places["idempotency_id"];
        WindowPlace = dataset.Fields.Select(field => field.Type).ToList().IndexOf(FieldType.WindowStart);
    }

    public DatasetDeclaration Dataset { get; }

    public int IdPlace { get; }

    public int WindowPlace { get; }

    public bool TryPlace(string name, out int place) => places.TryGetValue(name, out place);
}
