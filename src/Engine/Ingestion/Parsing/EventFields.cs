using System.Text;
using System.Text.Json;
using Millrace.Engine.Cells;

namespace Millrace.Engine.Ingestion.Parsing;

/// <summary>Names, bits and limits of the fields of an event's line, and the words of its closed fields.</summary>
internal static class EventFields
{
    private static readonly byte[][] Names =
    [
        .. Enum.GetNames<EventField>()[..^1]
            .Select(name => Encoding.UTF8.GetBytes(JsonNamingPolicy.SnakeCaseLower.ConvertName(name))),
    ];

    /// <summary>The field of a name without escapes.</summary>
    public static EventField Of(ReadOnlySpan<byte> name)
    {
        for (var field = 0; field < Names.Length; field++)
        {
            if (name.SequenceEqual(Names[field]))
            {
                return (EventField)field;
            }
        }

        return EventField.Unknown;
    }

    public static string Name(EventField field) => Encoding.UTF8.GetString(Names[(int)field]);

    /// <summary>One bit for each known field, none for an unknown one.</summary>
    public static uint Bit(EventField field) => field == EventField.Unknown ? 0 : 1u << (int)field;

    /// <summary>The most bytes of a text, without escapes.</summary>
    public static int BytesMax(EventField field) =>
        field switch
        {
            EventField.Unknown => int.MaxValue,
            EventField.KeywordText => EventParser.TextBytesMax,
            _ => CellKey.PartBytesMax,
        };

    public static EventKind Kind(ReadOnlySpan<byte> text) =>
        text.SequenceEqual("impression"u8) ? EventKind.Impression
        : text.SequenceEqual("click"u8) ? EventKind.Click
        : text.SequenceEqual("invalidation"u8) ? EventKind.Invalidation
        : EventKind.None;
}
