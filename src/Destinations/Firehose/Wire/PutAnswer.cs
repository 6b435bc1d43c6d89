using System.Runtime.InteropServices;
using System.Text.Json;
using Millrace.Destinations.Aws;
using Millrace.Runtime.Ports;

namespace Millrace.Destinations.Firehose.Wire;

/// <summary>Reads what became of each record of a call that was taken. Nothing the server writes makes it throw.</summary>
internal static class PutAnswer
{
    private static readonly DeliveryOutcome Unreadable = new DeliveryOutcome.RetryAfter(
        null,
        ServiceFault.NotOf(FirehoseCall.Service)
    );

    /// <summary>
    /// Sets the outcomes of the messages that were open when the call was written: the answer has one entry for each, in their order.
    /// Those that it has no entry for stay open.
    /// </summary>
    public static void Read(ReadOnlySpan<byte> json, DeliveryBatch batch, int first, int end)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using var answer = JsonDocument.ParseValue(ref reader);
            if (
                answer.RootElement.ValueKind != JsonValueKind.Object
                || !answer.RootElement.TryGetProperty("RequestResponses", out var entries)
                || entries.ValueKind != JsonValueKind.Array
            )
            {
                batch.Close(first, end, Unreadable);
                return;
            }

            var index = first;
            foreach (var entry in entries.EnumerateArray())
            {
                while (index < end && !batch.IsOpen(index))
                {
                    index++;
                }

                if (index < end)
                {
                    batch.Set(index++, OutcomeOf(entry));
                }
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The second is what is thrown for escaped halves of surrogate pairs.
            batch.Close(first, end, Unreadable);
        }
    }

    /// <summary>A record that failed alone may go again: the call as a whole was admitted.</summary>
    private static DeliveryOutcome OutcomeOf(JsonElement entry)
    {
        if (Text(entry, "ErrorCode") is { } code)
        {
            var why = new ServiceFault(
                FirehoseCall.Service,
                0,
                code,
                "",
                Text(entry, "ErrorMessage") ?? "no reason was given"
            ).Why;
            return new DeliveryOutcome.RetryAfter(null, why);
        }

        return HasId(entry) ? DeliveryOutcome.Delivered.Instance : Unreadable;
    }

    /// <summary>Of 500 ids none is needed as a text: one is made only where escapes are to be judged.</summary>
    private static bool HasId(JsonElement entry) =>
        entry.ValueKind == JsonValueKind.Object
        && entry.TryGetProperty("RecordId", out var id)
        && id.ValueKind == JsonValueKind.String
        && (
            JsonMarshal.GetRawUtf8Value(id).Contains((byte)'\\')
                ? id.GetString() is { Length: > 0 }
                : JsonMarshal.GetRawUtf8Value(id).Length > "\"\""u8.Length
        );

    private static string? Text(JsonElement entry, string name) =>
        entry.ValueKind == JsonValueKind.Object
        && entry.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
            ? text
            : null;
}
