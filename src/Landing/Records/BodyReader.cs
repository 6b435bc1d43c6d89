using System.Text.Json;
using Millrace.Landing.Confirming;

namespace Millrace.Landing.Records;

/// <summary>
/// Tells what a body holds: a bare record as the stream sends it, what it says of its freshness, an array of these, either in a Notification envelope,
/// or the request to confirm a subscription (contract, 2.3 and 3).
/// </summary>
internal static class BodyReader
{
    private const string Confirmations = "SubscriptionConfirmation";

    public static BodyContent Read(LandingMessage message)
    {
        var rows = new List<LandingRow>(1);
        var freshness = new List<FreshnessRow>();
        var unreadable = new List<UnreadableRecord>();
        var confirmation = ReadText(message, message.Body, inEnvelope: false, rows, freshness, unreadable);
        return new BodyContent(message, rows, freshness, unreadable, confirmation);
    }

    /// <summary>The request to confirm a subscription that a body is; null for anything else, which is then not read.</summary>
    public static ConfirmationDocument? Confirmation(LandingMessage message) =>
        message.Body.Contains(Confirmations, StringComparison.Ordinal) || message.Body.Contains("\\u", StringComparison.Ordinal)
            ? Read(message).Confirmation
            : null;

    private static ConfirmationDocument? ReadText(
        LandingMessage message,
        string text,
        bool inEnvelope,
        List<LandingRow> rows,
        List<FreshnessRow> freshness,
        List<UnreadableRecord> unreadable
    )
    {
        void Refuse(string reason) => unreadable.Add(new(new RecordSource(message, 0, message.Body), reason));
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Array)
            {
                ReadArray(message, root, rows, freshness, unreadable);
                return null;
            }

            if (root.ValueKind != JsonValueKind.Object)
            {
                Refuse("The body is JSON but neither an object nor an array.");
                return null;
            }

            switch (TypeOf(root))
            {
                case Confirmations when inEnvelope:
                    Refuse("A confirmation inside a Notification is not accepted.");
                    return null;
                case Confirmations:
                    if (ConfirmationDocument.TryRead(message, root, out var confirmation, out var reason))
                    {
                        return confirmation;
                    }

                    Refuse(reason);
                    return null;
                case "Notification" when inEnvelope:
                    Refuse("A Notification inside a Notification is not accepted.");
                    return null;
                case "Notification":
                    if (root.TryGetProperty("Message", out var inner) && inner.ValueKind == JsonValueKind.String)
                    {
                        return ReadText(message, inner.GetString()!, inEnvelope: true, rows, freshness, unreadable);
                    }

                    Refuse("The Notification has no Message.");
                    return null;
                default:
                    Add(new RecordSource(message, 0, text), root, rows, freshness, unreadable);
                    return null;
            }
        }
        catch (JsonException)
        {
            Refuse("The body is not JSON.");
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException)
        {
            // Half of a surrogate pair: the first is what GetString says of it as an escape, the second what Parse says of it as it is.
            Refuse("The body holds text that is not Unicode.");
        }

        return null;
    }

    private static void ReadArray(
        LandingMessage message,
        JsonElement array,
        List<LandingRow> rows,
        List<FreshnessRow> freshness,
        List<UnreadableRecord> unreadable
    )
    {
        var item = 0;
        foreach (var element in array.EnumerateArray())
        {
            Add(new RecordSource(message, item++, element.GetRawText()), element, rows, freshness, unreadable);
        }

        if (item == 0)
        {
            unreadable.Add(new(new RecordSource(message, 0, message.Body), "The array is empty."));
        }
    }

    private static void Add(
        RecordSource source,
        JsonElement element,
        List<LandingRow> rows,
        List<FreshnessRow> freshness,
        List<UnreadableRecord> unreadable
    )
    {
        string? reason;
        if (FreshnessReader.IsFreshness(element))
        {
            if (FreshnessReader.TryRead(element, out var told, out reason))
            {
                freshness.Add(told);
                return;
            }
        }
        else if (RecordReader.TryRead(source, element, out var row, out reason))
        {
            rows.Add(row);
            return;
        }

        unreadable.Add(new(source, reason));
    }

    private static string? TypeOf(JsonElement root) =>
        root.TryGetProperty("Type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;
}
