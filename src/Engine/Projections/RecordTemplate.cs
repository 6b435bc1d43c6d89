using System.Text;
using Millrace.Contracts.Datasets;
using Millrace.Engine.Publication;

namespace Millrace.Engine.Projections;

/// <summary>
/// A dataset's records as steps that no longer know fields: what stays the same between two values that change from row to
/// row is joined, so that a row is a few copies and its numbers.
/// </summary>
internal sealed class RecordTemplate
{
    private readonly List<RecordStep> steps = [];
    private readonly int[][] byColumn;
    private readonly List<RecordPiece> pieces = [];
    private StepKind kind;
    private int lane;
    private int column;
    private string json = "{";

    public RecordTemplate(DatasetDeclaration dataset, int version)
    {
        DatasetId = Encoding.UTF8.GetBytes(dataset.Id);
        Version = version;
        Shape = new BlockShape(dataset, version);
        foreach (var (field, value) in dataset.ValuesOf(version))
        {
            var comma = json == "{" ? "" : ",";
            if (IsLeftOut(value))
            {
                AddValue(value, PieceKind.OptionalField, $"{comma}\"{field.Name}\":\"");
                continue;
            }

            var quote = value.Source == FieldSource.Lane || IsOptional(field, value) ? "" : "\"";
            json += $"{comma}\"{field.Name}\":{quote}";
            Add(field, value, dataset.Id);
            json += quote;
        }

        json += "}";
        Close();
        Head = steps[0].Pieces;
        Steps = [.. steps[1..^1], steps[^1] with { Pieces = [.. steps[^1].Pieces, .. Head] }];
        byColumn =
        [
            .. Enumerable
                .Range(0, RecordStep.GroupColumn(Shape.Groups.Length))
                .Select(column => Enumerable.Range(0, Steps.Length).Where(step => Steps[step].Column == column).ToArray()),
        ];
    }

    /// <summary>Every version of every dataset that is produced.</summary>
    public static IReadOnlyList<RecordTemplate> All { get; } =
    [
        .. Datasets.Produced.SelectMany(dataset =>
            Enumerable.Range(1, dataset.Version).Select(version => new RecordTemplate(dataset, version))
        ),
    ];

    public byte[] DatasetId { get; }

    public int Version { get; }

    public BlockShape Shape { get; }

    /// <summary>What stands before the first value of a record.</summary>
    public RecordPiece[] Head { get; }

    /// <summary>The last one ends the record, and begins the next: with its head behind it.</summary>
    public RecordStep[] Steps { get; }

    public int Columns => byColumn.Length;

    /// <summary>Which steps have texts that a column chooses.</summary>
    public ReadOnlySpan<int> StepsOf(int column) => byColumn[column];

    /// <summary>The template by which a stored block renders.</summary>
    public static RecordTemplate Find(IReadOnlyList<RecordTemplate> templates, ReadOnlySpan<byte> datasetId, ulong version)
    {
        foreach (var template in templates)
        {
            if ((ulong)template.Version == version && datasetId.SequenceEqual(template.DatasetId))
            {
                return template;
            }
        }

        throw new InvalidDataException(
            $"A stored delta block is of dataset {Encoding.UTF8.GetString(datasetId)}, version {version}, which this program does not know. Start the version that wrote it, or a newer one."
        );
    }

    private void Add(DatasetField field, FieldValue value, string dataset)
    {
        switch (value.Source)
        {
            case FieldSource.DatasetId:
                json += dataset;
                break;
            case FieldSource.IdempotencyId:
                Close();
                kind = StepKind.Id;
                break;
            case FieldSource.Lane:
                Close();
                (kind, lane) = (field.Type == FieldType.Money ? StepKind.Money : StepKind.Long, value.Part);
                break;
            case FieldSource.WindowStart:
                AddChosen(RecordStep.WindowColumn, new(PieceKind.Window));
                break;
            case FieldSource.Dimension or FieldSource.Attribute:
                AddValue(value, IsOptional(field, value) ? PieceKind.OptionalValue : PieceKind.Value);
                break;
            default:
                AddJson();
                pieces.Add(new(PieceKind.Account, BlockTexts.NumberOf(value.Source)));
                break;
        }
    }

    private static bool IsOptional(DatasetField field, FieldValue value) =>
        value.Source == FieldSource.Dimension && field.IsNullable;

    /// <summary>Whether a record is without the field where its value is not known.</summary>
    private static bool IsLeftOut(FieldValue value) => value is { Source: FieldSource.Attribute, Missing: null };

    /// <param name="own">The piece's own JSON.</param>
    private void AddValue(FieldValue value, PieceKind piece, string own = "")
    {
        var (group, place) = Shape.Find(value.Source, value.Part);
        AddChosen(RecordStep.GroupColumn(group), RecordPiece.Of(own, piece, place));
    }

    /// <summary>A text that a column chooses: what is constant before it stays with the step before.</summary>
    private void AddChosen(int by, RecordPiece piece)
    {
        AddJson();
        if (by != column)
        {
            Close();
            column = by;
        }

        pieces.Add(piece);
    }

    private void AddJson()
    {
        if (json.Length > 0)
        {
            pieces.Add(RecordPiece.Of(json));
            json = "";
        }
    }

    private void Close()
    {
        AddJson();
        steps.Add(new(kind, lane, column, [.. pieces]));
        pieces.Clear();
        (kind, lane, column) = (StepKind.None, 0, RecordStep.AllRows);
    }
}
