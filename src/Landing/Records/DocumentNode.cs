namespace Millrace.Landing.Records;

/// <summary>What a declaration says of one place in a document: which column its value goes to, and what lies below it.</summary>
internal sealed class DocumentNode
{
    private readonly Dictionary<string, DocumentNode> below = new(StringComparer.Ordinal);

    /// <summary>Null where only what lies below has columns.</summary>
    public DocumentColumn? Column { get; private set; }

    /// <summary>Whether it is another place than the declared one.</summary>
    public bool IsOther { get; private set; }

    public bool HasMore => below.Count > 0;

    public bool TryGet(string name, out DocumentNode node) => below.TryGetValue(name, out node!);

    /// <summary>Leads a path to a column; a place that leads to one already stays as it is.</summary>
    public void Lead(string path, DocumentColumn column, bool isOther)
    {
        var node = this;
        foreach (var name in path.Split('.'))
        {
            if (!node.below.TryGetValue(name, out var next))
            {
                node.below[name] = next = new DocumentNode();
            }

            node = next;
        }

        if (node.Column is null)
        {
            (node.Column, node.IsOther) = (column, isOther);
        }
    }
}
