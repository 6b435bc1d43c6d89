using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Millrace.Contracts.Documents;

namespace Millrace.Engine.Entities.Rendering;

/// <summary>How messages of one dataset show entities of one kind.</summary>
internal sealed class DocumentTemplate
{
    private static readonly FrozenDictionary<(string Dataset, string Kind), DocumentTemplate> Known = (
        from dataset in Documents.All
        from kind in dataset.Kinds
        select new DocumentTemplate(dataset, kind)
    ).ToFrozenDictionary(template => (template.Dataset.Id, template.Kind));

    private static readonly byte[] Snapshot = Encoding.UTF8.GetBytes($",\"{Documents.MessageType}\":\"{Documents.Snapshot}\"");

    private static readonly byte[] Truncated = Encoding.UTF8.GetBytes($"\"{Documents.Truncated}\"");

    /// <summary>There is room for the mark of a snapshot in every message: what tells the same version is cut alike.</summary>
    private static readonly int BytesMax = Documents.BytesMax - Snapshot.Length;

    private readonly DocumentLayout layout;

    private DocumentTemplate(DocumentDeclaration dataset, string kind)
    {
        var builder = new TemplateBuilder(dataset);
        (Dataset, Kind) = (dataset, kind);
        layout = builder.Build(kind);
        Slots = builder.Slots;
    }

    public DocumentDeclaration Dataset { get; }

    public string Kind { get; }

    public IReadOnlyList<DocumentSlot> Slots { get; }

    /// <summary>Those that show a kind, in the order of the data guide.</summary>
    public static IEnumerable<DocumentTemplate> Of(string kind, bool isDsp) =>
        Documents
            .All.Where(dataset => dataset.IsDsp == isDsp && dataset.Kinds.Contains(kind))
            .Select(dataset => Known[(dataset.Id, kind)]);

    /// <summary>Null where the dataset does not show the kind.</summary>
    public static DocumentTemplate? Find(string dataset, string kind) => Known.GetValueOrDefault((dataset, kind));

    /// <summary>The value of each slot, in UTF-8 JSON; null where there is none.</summary>
    public byte[]?[] Values(in DocumentSource source)
    {
        var values = new byte[]?[Slots.Count];
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, CanonicalWriter.Options);
        for (var slot = 0; slot < values.Length; slot++)
        {
            var node = Slots[slot].Node;
            if (!node.Has(in source, source.Root))
            {
                continue;
            }

            json.Reset();
            buffer.ResetWrittenCount();
            node.Write(in source, source.Root, json);
            json.Flush();
            values[slot] = buffer.WrittenSpan.ToArray();
        }

        return values;
    }

    /// <summary>A message with the values; the largest of them are cut where it would be too long.</summary>
    public byte[] Message(byte[]?[] values, bool isSnapshot = false)
    {
        var last = isSnapshot ? Snapshot : [];
        var buffer = new ArrayBufferWriter<byte>();
        layout.Write(values, last, buffer);
        var length = buffer.WrittenCount - last.Length;
        if (length > BytesMax)
        {
            buffer.ResetWrittenCount();
            layout.Write(Cut(values, length), last, buffer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static byte[]?[] Cut(byte[]?[] values, int length)
    {
        var cut = values.ToArray();
        while (length > BytesMax)
        {
            var largest = cut.MaxBy(value => value?.Length ?? 0)!;
            length -= largest.Length - Truncated.Length;
            cut[Array.IndexOf(cut, largest)] = Truncated;
        }

        return cut;
    }
}
