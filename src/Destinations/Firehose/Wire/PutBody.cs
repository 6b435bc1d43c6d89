using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Millrace.Destinations.Aws;

namespace Millrace.Destinations.Firehose.Wire;

/// <summary>The JSON of a PutRecordBatch call.</summary>
internal static class PutBody
{
    /// <summary>What base64 encodes at a time.</summary>
    private const int GroupBytes = 3;

    private static ReadOnlySpan<byte> Start => "{\"DeliveryStreamName\":\""u8;

    private static ReadOnlySpan<byte> Records => "\",\"Records\":["u8;

    private static ReadOnlySpan<byte> RecordStart => "{\"Data\":\""u8;

    private static ReadOnlySpan<byte> RecordEnd => "\"},"u8;

    /// <summary>More than the body of these messages can have.</summary>
    public static int BytesMax(DeliveryBatch batch, int first, int end)
    {
        var bytes = FirehoseLimits.BytesAroundCall;
        for (var index = first; index < end; index++)
        {
            bytes += FirehoseCall.Bounds.BytesOf(batch.Bodies[index].Length);
        }

        return bytes;
    }

    /// <summary>Writes the open messages of a range.</summary>
    /// <param name="streamName">Letters, digits, dots, hyphens and underscores: nothing that JSON escapes.</param>
    /// <returns>How many bytes were written; 0 when no message is open.</returns>
    public static int Write(Span<byte> into, string streamName, DeliveryBatch batch, int first, int end, bool endsWithNewline)
    {
        var at = 0;
        Append(into, ref at, Start);
        at += Encoding.ASCII.GetBytes(streamName, into[at..]);
        Append(into, ref at, Records);
        var head = at;
        for (var index = first; index < end; index++)
        {
            if (batch.IsOpen(index))
            {
                Append(into, ref at, RecordStart);
                AppendEncoded(into, ref at, batch.Bodies[index].Span, endsWithNewline);
                Append(into, ref at, RecordEnd);
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

    /// <summary>In whole groups from where the message stands: encoding in place takes the platform a byte at a time.</summary>
    private static void AppendEncoded(Span<byte> into, ref int at, ReadOnlySpan<byte> body, bool endsWithNewline)
    {
        var whole = body.Length - (body.Length % GroupBytes);
        Encode(into, ref at, body[..whole]);
        Span<byte> rest = stackalloc byte[GroupBytes];
        var count = body.Length - whole;
        body[whole..].CopyTo(rest);
        if (endsWithNewline)
        {
            rest[count++] = (byte)'\n';
        }

        Encode(into, ref at, rest[..count]);
    }

    private static void Encode(Span<byte> into, ref int at, ReadOnlySpan<byte> bytes)
    {
        var status = Base64.EncodeToUtf8(bytes, into[at..], out _, out var written);
        at += status == OperationStatus.Done ? written : throw new InvalidOperationException($"Encoding ended with {status}.");
    }

    private static void Append(Span<byte> into, ref int at, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(into[at..]);
        at += bytes.Length;
    }
}
