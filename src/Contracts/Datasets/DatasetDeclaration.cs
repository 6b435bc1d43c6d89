namespace Millrace.Contracts.Datasets;

/// <summary>
/// A published shape, from which all else follows: records, JSON Schema, the landing's tables, Parquet files, the data guide.
/// </summary>
/// <param name="Id">The dataset id of the wire, such as sp-traffic.</param>
/// <param name="Version">
/// Grows when a field is added, or the value of one that was only landed; fields are never taken away or changed.
/// </param>
/// <param name="Fields">
/// In the order in which they are rendered. A new one stands at the end: the landing remembers a record by the places of its
/// fields.
/// </param>
public sealed record DatasetDeclaration(string Id, int Version, IReadOnlyList<DatasetField> Fields)
{
    /// <summary>Of the data guide.</summary>
    public string Title { get; init; } = "";

    /// <summary>What a record of it is, in a sentence or two.</summary>
    public string About { get; init; } = "";

    /// <summary>Where sources contradict each other or say nothing, and what was chosen.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What each version brought, the first of them first.</summary>
    public IReadOnlyList<string> Releases { get; init; } = [];

    /// <summary>Where the values come from; null while the dataset is declared and landed but not yet produced.</summary>
    public DatasetProduction? Production { get; init; }

    /// <summary>The fields of a version.</summary>
    public IEnumerable<DatasetField> FieldsOf(int version) => Fields.Where(field => field.Since <= version);

    /// <summary>
    /// The fields that a produced record of a version has, each with where its value comes from. Attributes that may be absent
    /// and that the version knows no values of are left out.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is not said where the value of another comes from.</exception>
    public IEnumerable<(DatasetField Field, FieldValue Value)> ValuesOf(int version) =>
        FieldsOf(version)
            .Where(field =>
                !field.IsLandedOnly && (Has(field, version) || field is not { Role: FieldRole.Attribute, IsNullable: true })
            )
            .Select(field => (field, ValueOf(field)));

    /// <summary>The same dataset, produced.</summary>
    /// <param name="metrics">The order of its lanes where it is not that of the fields.</param>
    internal DatasetDeclaration Produced(
        IEnumerable<string> dimensions,
        IEnumerable<FieldValue> attributes,
        IReadOnlyList<DimensionGroup> groups,
        IEnumerable<string>? metrics = null
    ) => this with { Production = DatasetProduction.Of(Fields, dimensions, attributes, metrics ?? Metrics, groups) };

    private IEnumerable<string> Metrics =>
        Fields.Where(known => known is { Role: FieldRole.Metric, IsLandedOnly: false }).Select(known => known.Name);

    private bool Has(DatasetField field, int version) =>
        Production?.Values.Any(value => value.Field == field.Name && value.Since <= version) == true;

    private FieldValue ValueOf(DatasetField field) =>
        Production?.Values.FirstOrDefault(value => value.Field == field.Name)
        ?? throw new InvalidOperationException(
            $"Where {field.Name} of {Id} comes from is not declared: add it to the production."
        );
}
