using Millrace.Contracts.Documents;

namespace Millrace.Landing.Records;

/// <summary>
/// The columns of a dataset of documents: each scalar of the declaration under its path, each array and map as JSON text, then what is
/// known of the whole message.
/// </summary>
internal sealed class DocumentShape : RowShape
{
    /// <summary>The message as it came, without own words.</summary>
    public const string Document = "document";

    /// <summary>Which of the blocks a message has that tell subjects apart.</summary>
    public const string Block = "block";

    /// <summary>What a message is known by.</summary>
    public const string DocumentId = "document_id";

    /// <summary>Stands behind the name of an array of objects.</summary>
    private const string Inside = "[]";

    private DocumentShape(DocumentDeclaration dataset, List<DocumentColumn> fields, List<RowColumn> columns)
        : base(dataset.Id, columns.Count, columns)
    {
        Dataset = dataset;
        Fields = fields;
        var byPath = fields.ToDictionary(field => field.Path, StringComparer.Ordinal);
        foreach (var field in dataset.Fields)
        {
            Root.Lead(Outside(field.Path), byPath[Outside(field.Path)], isOther: false);
        }

        foreach (var field in dataset.Fields)
        {
            foreach (var path in field.OtherPaths)
            {
                Root.Lead(Outside(path), byPath[Outside(field.Path)], isOther: true);
            }
        }

        Account = [byPath["advertiser_id"], byPath["marketplace_id"]];
        Key = [.. dataset.Key.Select(path => byPath[path])];
        Version = byPath.GetValueOrDefault("version");
        Updated = fields.Find(field =>
            field.Type == DocumentFieldType.DateTime && field.Path.Contains("updated", StringComparison.OrdinalIgnoreCase)
        );
        Needed = ShowsEntities(dataset)
            ? Key
            : [.. dataset.Fields.Where(field => !field.IsNullable).Select(field => byPath[field.Path]).Except(Account)];
        Subject =
        [
            .. Account.Concat(Key).Select(field => columns[field.Place].Name),
            .. dataset.Blocks.Count > 0 ? [Block] : Array.Empty<string>(),
        ];
    }

    public static IReadOnlyDictionary<string, DocumentShape> All { get; } =
        Documents.All.ToDictionary(dataset => dataset.Id, Of, StringComparer.Ordinal);

    public DocumentDeclaration Dataset { get; }

    /// <summary>What is read from the document itself; it has the first places.</summary>
    public IReadOnlyList<DocumentColumn> Fields { get; }

    public DocumentNode Root { get; } = new();

    /// <summary>Advertiser and marketplace, which messages of the original may lack.</summary>
    public IReadOnlyList<DocumentColumn> Account { get; }

    /// <summary>What tells one subject of the account from another.</summary>
    public IReadOnlyList<DocumentColumn> Key { get; }

    /// <summary>Null where messages have none; the original's may lack it also where it is declared.</summary>
    public DocumentColumn? Version { get; }

    /// <summary>When what is told was so; null where messages do not say.</summary>
    public DocumentColumn? Updated { get; }

    /// <summary>Without these a message says nothing of use.</summary>
    public IReadOnlyList<DocumentColumn> Needed { get; }

    /// <summary>Names of the columns that tell one subject from another, the account's among them.</summary>
    public IReadOnlyList<string> Subject { get; }

    /// <summary>Whether the own words on what moved have columns.</summary>
    public bool TellsChanges => ShowsEntities(Dataset);

    /// <summary>The place of a column that is not read from the document itself.</summary>
    public int PlaceOf(string name)
    {
        var place = Fields.Count;
        while (Columns[place].Name != name)
        {
            place++;
        }

        return place;
    }

    private static DocumentShape Of(DocumentDeclaration dataset)
    {
        var fields = dataset
            .Fields.DistinctBy(field => Outside(field.Path))
            .Select((field, place) => new DocumentColumn(Outside(field.Path), TypeOf(field), place))
            .ToList();
        var added = Added(dataset).ToList();
        var taken = added
            .Select(column => column.Name)
            .Append(UnknownFields)
            .Append(ReceivedAt)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var columns = fields.ConvertAll(field => RowColumn.Sparse(Name(field.Path, taken), field.Kind));
        return new DocumentShape(dataset, fields, [.. columns, .. added]);
    }

    private static IEnumerable<RowColumn> Added(DocumentDeclaration dataset)
    {
        if (dataset.Blocks.Count > 0)
        {
            yield return RowColumn.Sparse(Block, ColumnKind.Text);
        }

        yield return RowColumn.Filled(Document, ColumnKind.Text);
        yield return RowColumn.Filled(OwnWords.IsSnapshotName, ColumnKind.Flag);
        foreach (var name in ShowsEntities(dataset) ? OwnWords.OfChanges : [])
        {
            yield return RowColumn.Sparse(name, ColumnKind.Text);
        }

        yield return RowColumn.Filled(DocumentId, ColumnKind.Uuid);
    }

    /// <summary>DuckDB tells names apart whatever their case.</summary>
    private static string Name(string path, HashSet<string> taken)
    {
        var name = path.Replace('.', '_');
        while (!taken.Add(name))
        {
            name += '_';
        }

        return name;
    }

    private static bool ShowsEntities(DocumentDeclaration dataset) => dataset.Kinds.Count > 0;

    private static DocumentFieldType TypeOf(DocumentField field) =>
        field.Path.Contains(Inside, StringComparison.Ordinal) ? DocumentFieldType.Any : field.Type;

    /// <summary>The path up to the first array of objects.</summary>
    private static string Outside(string path) =>
        path.IndexOf(Inside, StringComparison.Ordinal) is var end and >= 0 ? path[..end] : path;
}
