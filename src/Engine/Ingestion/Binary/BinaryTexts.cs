using System.Text.Unicode;
using Millrace.Contracts.Ingest;
using Millrace.Engine.Ingestion.Parsing;

namespace Millrace.Engine.Ingestion.Binary;

/// <summary>
/// The texts of a binary body by their numbers, from 1; number 0 is that of a missing text. A text is judged where it is used,
/// because fields have bounds of their own.
/// </summary>
internal sealed class BinaryTexts
{
    private Text[] texts = new Text[64];

    public int Count { get; private set; }

    public bool IsUtf8(int number) => texts[number].IsUtf8;

    public int Length(int number) => texts[number].Length;

    public ReadOnlySpan<byte> Bytes(ReadOnlySpan<byte> body, int number) => body.Slice(texts[number].Start, texts[number].Length);

    public void Read(ref BatchCursor cursor)
    {
        var from = cursor.At;
        Count = cursor.Number(EventBatchFormat.TextsMax, "a number of texts");
        if (Count > cursor.Left)
        {
            cursor.Break($"{Count} texts go beyond its end", from);
            Count = 0;
        }

        Reserve(Count + 1);
        texts[0] = new() { IsUtf8 = true };
        for (var number = 1; number <= Count && cursor.Fault is null; number++)
        {
            var text = cursor.Text();
            texts[number] = new()
            {
                Start = cursor.At - text.Length,
                Length = text.Length,
                IsUtf8 = Utf8.IsValid(text),
            };
        }
    }

    /// <summary>Sets or clears the bit of a field by the text that stands in it.</summary>
    public void Check(EventField field, int number, ref ulong seen, ref ulong bad)
    {
        var bit = EventFields.Bit(field);
        ref readonly var text = ref texts[number];
        var isGood = number == 0 || (uint)(text.Length - 1) < (uint)EventFields.BytesMax(field) && text.IsUtf8;
        seen = number == 0 ? seen & ~bit : seen | bit;
        bad = isGood ? bad & ~bit : bad | bit;
    }

    private void Reserve(int count)
    {
        if (texts.Length < count)
        {
            texts = new Text[Math.Max(count, texts.Length * 2)];
        }
    }

    /// <summary>No references in it: the collector has nothing to follow.</summary>
    private struct Text
    {
        public int Start;
        public int Length;
        public bool IsUtf8;
    }
}
