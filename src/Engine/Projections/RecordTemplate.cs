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
    private static readonly RecordTemplate[] All =
    [
        .. Datasets.All.SelectMany(dataset =>
            Enumerable.Range(1, dataset.Version).Select(version => new RecordTemplate(dataset, version))
        ),
    ];

    private readonly List<RecordStep> steps = [];
    private readonly int[][] byColumn;
    private List<RecordPiece> pieces = [];
    private int under = RecordStep.AllRows;

    public RecordTemplate(DatasetDeclaration dataset, int version)
    {
        DatasetId = Encoding.UTF8.GetBytes(dataset.Id);
        Version = version;
        Shape = new BlockShape(dataset, version);
        var before = "{";
        foreach (var field in dataset.Fields.Where(field => field.Since <= version))
        {
            var quote = field.Source == FieldSource.Lane ? "" : "\"";
            pieces.Add(new(Encoding.UTF8.GetBytes($"{before}\"{field.Name}\":{quote}")));
            Add(field);
            before = quote + ",";
        }

        pieces.Add(new(Encoding.UTF8.GetBytes(before[..^1] + "}")));
        Close();
        byColumn =
        [
            .. Enumerable
                .Range(RecordStep.AllRows, 2 + Shape.Groups.Count)
                .Select(column => Enumerable.Range(0, steps.Count).Where(step => IsOf(column, steps[step])).ToArray()),
        ];
    }

    public byte[] DatasetId { get; }

    public int Version { get; }

    public BlockShape Shape { get; }

    public IReadOnlyList<RecordStep> Steps => steps;

    /// <summary>Which steps have texts that a column chooses.</summary>
    public IReadOnlyList<int> StepsOf(int column) => byColumn[1 + column];

    /// <summary>The template by which a stored block renders.</summary>
    public static RecordTemplate Find(ReadOnlySpan<byte> datasetId, ulong version)
    {
        foreach (var template in All)
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

    private static bool IsOf(int column, RecordStep step) => step.Kind == StepKind.Text && step.Number == column;

    private void Add(DatasetField field)
    {
        switch (field.Source)
        {
            case FieldSource.DatasetId:
                pieces.Add(new(DatasetId));
                break;
            case FieldSource.IdempotencyId:
                Close();
                steps.Add(new(StepKind.Id, 0, []));
                break;
            case FieldSource.Lane:
                Close();
                steps.Add(new(field.Type == FieldType.Money ? StepKind.Money : StepKind.Long, field.Part, []));
                break;
            case FieldSource.WindowStart:
                AddChosen(RecordStep.WindowColumn, new(null, field.Source));
                break;
            case FieldSource.Dimension or FieldSource.Attribute:
                var (group, value) = Shape.Find(field.Source, field.Part);
                AddChosen(RecordStep.GroupColumn(group), new(null, field.Source, value));
                break;
            default:
                pieces.Add(new(null, field.Source));
                break;
        }
    }

    /// <summary>A text that a column chooses: what is constant before it joins it.</summary>
    private void AddChosen(int column, RecordPiece piece)
    {
        if (under != RecordStep.AllRows && under != column)
        {
            Close();
        }

        under = column;
        pieces.Add(piece);
    }

    private void Close()
    {
        steps.Add(new(StepKind.Text, under, pieces));
        (pieces, under) = ([], RecordStep.AllRows);
    }
}
