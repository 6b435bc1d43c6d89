using System.Text;
using System.Text.Json;
using Millrace.Engine.Cells;

namespace Millrace.Engine.Ingestion.Parsing;

/// <summary>Names, bits, limits and forms of the fields of an event's line.</summary>
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
    public static ulong Bit(EventField field) => field == EventField.Unknown ? 0 : 1UL << (int)field;

    public static ulong Bits(params ReadOnlySpan<EventField> fields)
    {
        var bits = 0UL;
        foreach (var field in fields)
        {
            bits |= Bit(field);
        }

        return bits;
    }

    /// <summary>The most bytes of a text, without escapes.</summary>
    public static int BytesMax(EventField field) =>
        field switch
        {
            EventField.Unknown => int.MaxValue,
            EventField.KeywordText => EventParser.TextBytesMax,
            _ => CellKey.PartBytesMax,
        };

    /// <summary>A text of a closed set.</summary>
    public static bool IsWord(EventField field) => field is >= EventField.Type and <= EventField.ShopperStatus;

    public static bool IsTime(EventField field) => field is EventField.Time or EventField.ConversionTime;

    public static bool IsCount(EventField field) => field is EventField.Count or EventField.Units;

    /// <summary>An amount of money.</summary>
    public static bool IsMoney(EventField field) => field is >= EventField.Cost and <= EventField.ConsoleFee;
}
