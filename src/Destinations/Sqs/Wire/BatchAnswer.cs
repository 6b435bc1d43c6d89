using System.Text;
using System.Text.Json;
using Millrace.Destinations.Aws;
using Millrace.Runtime.Ports;

namespace Millrace.Destinations.Sqs.Wire;

/// <summary>Reads what became of each message of a call that was taken. Nothing the server writes makes it throw.</summary>
internal static class BatchAnswer
{
    private static readonly DeliveryOutcome OtherDigest = new DeliveryOutcome.RetryAfter(
        null,
        "SQS answered with the MD5 of another message"
    );

    private static readonly DeliveryOutcome Unreadable = new DeliveryOutcome.RetryAfter(
        null,
        ServiceFault.NotOf(SqsCall.Service)
    );

    /// <summary>Sets the outcomes of a range; those that the answer does not name stay open.</summary>
    public static void Read(ReadOnlySpan<byte> json, DeliveryBatch batch, int first, int end)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            if (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                ReadLists(ref reader, batch, first, end);
            }
            else
            {
                batch.Close(first, end, Unreadable);
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The second is what the reader throws for escaped halves of surrogate pairs.
            batch.Close(first, end, Unreadable);
        }
    }

    private static void ReadLists(ref Utf8JsonReader reader, DeliveryBatch batch, int first, int end)
    {
        Span<byte> digests = stackalloc byte[SqsLimits.MessagesPerCallMax * BatchMd5.DigestBytes];
        BatchMd5.Hash(batch.Bodies.AsSpan(first, end - first), digests);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isTaken = reader.ValueTextEquals("Successful"u8);
            var isEntries = isTaken || reader.ValueTextEquals("Failed"u8);
            reader.Read();
            if (!isEntries || reader.TokenType != JsonTokenType.StartArray)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                var entry = BatchAnswerEntry.Read(ref reader);
                if (entry.Index >= first && entry.Index < end)
                {
                    var at = (entry.Index - first) * BatchMd5.DigestBytes;
                    Take(batch, entry, isTaken, digests.Slice(at, BatchMd5.DigestBytes));
                }
            }
        }
    }

    private static void Take(DeliveryBatch batch, in BatchAnswerEntry entry, bool isTaken, ReadOnlySpan<byte> digest)
    {
        if (!isTaken)
        {
            batch.Set(entry.Index, entry.Failure);
        }
        else if (batch.IsOpen(entry.Index))
        {
            batch.Set(entry.Index, IsHexOf(digest, entry.Digest) ? DeliveryOutcome.Delivered.Instance : OtherDigest);
        }
    }

    private static bool IsHexOf(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> hex)
    {
        Span<byte> ours = stackalloc byte[BatchMd5.DigestBytes * 2];
        return Convert.TryToHexStringLower(digest, ours, out _) && Ascii.EqualsIgnoreCase(ours, hex);
    }
}
