using Millrace.Contracts.Documents;

namespace Millrace.Engine.Entities.Rendering;

/// <summary>Reads a declaration as the slots of its messages and the objects in which they lie.</summary>
internal sealed class TemplateBuilder(DocumentDeclaration dataset)
{
    private readonly List<DocumentSlot> slots = [];

    public IReadOnlyList<DocumentSlot> Slots => slots;

    /// <summary>Adds the fields of messages about entities of a kind; answers what lies at their root.</summary>
    public DocumentLayout Build(string kind) =>
        Layout(
            "",
            [
                .. dataset
                    .Fields.Where(field => field.Kinds.Count == 0 || field.Kinds.Contains(kind))
                    .Select(field => new Part(field, field.Path, field.From)),
            ]
        );

    private DocumentLayout Layout(string before, IReadOnlyList<Part> parts)
    {
        var entries = new List<(string Name, int Slot, DocumentLayout? Inner)>();
        foreach (var group in parts.GroupBy(part => part.Head))
        {
            var name = Bare(group.Key);
            var inner = group.Select(part => part.Below()).ToList();
            if (before.Length == 0 && dataset.PassesWhole(name))
            {
                entries.Add((name, Slot(name, new WholeNode(name), true), null));
            }
            else if (IsArray(group.Key))
            {
                entries.Add((name, Slot(before + name, Array(inner), true), null));
            }
            else if (group.First() is { IsLeaf: true, Field: var field })
            {
                entries.Add((name, Slot(before + name, Leaf(field, field.From), IsOfEntity(field)), null));
            }
            else
            {
                entries.Add((name, -1, Layout($"{before}{name}.", inner)));
            }
        }

        return new(entries);
    }

    private int Slot(string path, DocumentNode node, bool isOfEntity)
    {
        slots.Add(new(path, node, isOfEntity));
        return slots.Count - 1;
    }

    private static ArrayNode Array(List<Part> parts)
    {
        var end = parts[0].From.IndexOf("[].", StringComparison.Ordinal);
        var array = end < 0 ? "" : parts[0].From[..(end + 3)];
        if (parts.Exists(part => !part.From.StartsWith(array, StringComparison.Ordinal) || (end < 0 && IsArray(part.From))))
        {
            throw new InvalidOperationException($"The array of {parts[0].Field.Path} is read from two places: give it one.");
        }

        return new(
            end < 0 ? null : array[..end].Split('.'),
            Object(parts.ConvertAll(part => part with { From = part.From[array.Length..] }))
        );
    }

    private static ObjectNode Object(IReadOnlyList<Part> parts) =>
        new([
            .. parts
                .GroupBy(part => part.Head)
                .Select(group =>
                    (
                        Bare(group.Key),
                        IsArray(group.Key) ? Array([.. group.Select(part => part.Below())])
                        : group.First() is { IsLeaf: true } leaf ? Leaf(leaf.Field, leaf.From)
                        : (DocumentNode)Object([.. group.Select(part => part.Below())])
                    )
                ),
        ]);

    private static DocumentNode Leaf(DocumentField field, string from) =>
        EngineNode.NameOf(field) is { } name ? new EngineNode(name) : new ValueNode(field, Bare(from).Split('.'));

    /// <summary>What names the message, and when the change was, is no change.</summary>
    private static bool IsOfEntity(DocumentField field) => EngineNode.NameOf(field) is null or "creation_date_time";

    private static bool IsArray(string name) => name.EndsWith("[]", StringComparison.Ordinal);

    private static string Bare(string name) => IsArray(name) ? name[..^2] : name;

    /// <summary>A field, with what is left of its paths below where one stands.</summary>
    private readonly record struct Part(DocumentField Field, string Path, string From)
    {
        public string Head => IsLeaf ? Path : Path[..Path.IndexOf('.')];

        public bool IsLeaf => !Path.Contains('.');

        public Part Below() => IsLeaf ? this : this with { Path = Path[(Path.IndexOf('.') + 1)..] };
    }
}
