using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using Millrace.Destinations.Aws;

namespace Millrace.Destinations.Sqs.Wire;

/// <summary>The JSON of a SendMessageBatch call, written from the UTF-8 of the messages.</summary>
internal static class BatchBody
{
    /// <summary>A byte becomes six at most: <c>\u0001</c>.</summary>
    private const int Growth = 6;
    private const int BytesAroundEntry = 48;

    /// <summary>Quotes, backslashes and controls are what JSON wants escaped; the default encoder escapes also what HTML might read.</summary>
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    private static ReadOnlySpan<byte> Start => "{\"QueueUrl\":\""u8;

    private static ReadOnlySpan<byte> Entries => "\",\"Entries\":["u8;

    private static ReadOnlySpan<byte> EntryStart => "{\"Id\":\""u8;

    private static ReadOnlySpan<byte> EntryBody => "\",\"MessageBody\":\""u8;

    private static ReadOnlySpan<byte> EntryEnd => "\"},"u8;

    /// <summary>More than the body of these messages can have.</summary>
    public static int BytesMax(string queueUrl, DeliveryBatch batch, int first, int end)
    {
        var bytes = Start.Length + Entries.Length + (Encoding.UTF8.GetMaxByteCount(queueUrl.Length) * Growth) + 2;
        for (var index = first; index < end; index++)
        {
            bytes += (batch.Bodies[index].Length * Growth) + BytesAroundEntry;
        }

        return bytes;
    }

    /// <summary>Writes the open messages of a range.</summary>
    /// <returns>How many bytes were written; 0 when no message is open.</returns>
    public static int Write(Span<byte> into, string queueUrl, DeliveryBatch batch, int first, int end)
    {
        var at = 0;
        Append(into, ref at, Start);
        AppendEscaped(into, ref at, Encoding.UTF8.GetBytes(queueUrl));
        Append(into, ref at, Entries);
        var head = at;
        for (var index = first; index < end; index++)
        {
            if (batch.IsOpen(index))
            {
                Append(into, ref at, EntryStart);
                Utf8Formatter.TryFormat(index, into[at..], out var digits);
                at += digits;
                Append(into, ref at, EntryBody);
                AppendEscaped(into, ref at, batch.Bodies[index].Span);
                Append(into, ref at, EntryEnd);
            }
        }

        if (at == head)
        {
            return 0;
        }

        // In place of the last comma.
        at--;
        Append(into, ref at, "]}"u8);
        return at;
    }

    private static void Append(Span<byte> into, ref int at, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(into[at..]);
        at += bytes.Length;
    }

    private static void AppendEscaped(Span<byte> into, ref int at, ReadOnlySpan<byte> text)
    {
        var status = Encoder.EncodeUtf8(text, into[at..], out _, out var written);
        at += status == OperationStatus.Done ? written : throw new InvalidOperationException($"Escaping ended with {status}.");
    }
}
