using Millrace.Contracts.Documents;

namespace Millrace.Engine.Entities;

/// <summary>A field that lines of a kind may have, and what has to stand in it.</summary>
/// <param name="path">From the line's root, for who reads a refusal.</param>
internal sealed class LineField(string path)
{
    private readonly SortedDictionary<string, LineField> children = new(StringComparer.Ordinal);

    public string Path { get; } = path;

    /// <summary>Null: an object, or an array of objects.</summary>
    public DocumentFieldType? Type { get; private set; }

    public bool IsArray { get; private set; }

    /// <summary>The account's currency: what is said must be it, and it is put where nothing is said.</summary>
    public bool IsCurrency => Type == DocumentFieldType.String && Name == "currency";

    /// <summary>Whether the currency is put where nothing is said: a goal's figure need not be money.</summary>
    public bool IsImplied => IsCurrency && Path != "goal_settings.currency";

    public IEnumerable<LineField> Children => children.Values;

    public string Name { get; } = path[(path.LastIndexOf('.') + 1)..];

    public LineField? Child(string name) => children.GetValueOrDefault(name);

    /// <summary>Adds what a declaration reads.</summary>
    /// <param name="from">The rest of the path below this field.</param>
    /// <exception cref="InvalidOperationException">Two declarations read one field as different things.</exception>
    public void Add(string from, DocumentFieldType type)
    {
        var end = from.IndexOf('.');
        var part = end < 0 ? from : from[..end];
        var isArray = part.EndsWith("[]", StringComparison.Ordinal);
        var name = isArray ? part[..^2] : part;
        if (!children.TryGetValue(name, out var child))
        {
            var before =
                Path.Length == 0 ? ""
                : IsArray ? $"{Path}[]."
                : $"{Path}.";
            children.Add(
                name,
                child = new LineField(before + name) { IsArray = isArray, Type = end < 0 && !isArray ? type : null }
            );
        }

        if (child.IsArray != isArray || (child.Type is { } known && (end >= 0 || known != type)))
        {
            throw new InvalidOperationException($"{child.Path} is read as two things: declare it as one.");
        }

        if (end >= 0)
        {
            child.Add(from[(end + 1)..], type);
        }
        else if (isArray)
        {
            // A map that is told as an array.
            child.Add("key", DocumentFieldType.String);
            child.Add("value", DocumentFieldType.String);
        }
    }
}
