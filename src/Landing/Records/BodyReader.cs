using System.Text.Json;
using Millrace.Contracts.Datasets;
using Millrace.Landing.Confirming;

namespace Millrace.Landing.Records;

/// <summary>
/// Tells what a body holds: a bare record as the stream sends it, a document, what it says of its freshness, an array of these, either in
/// a Notification envelope, or the request to confirm a subscription (contract, 2.3 and 3).
/// </summary>
internal static class BodyReader
{
    private const string Confirmations = "SubscriptionConfirmation";
    private const string NotUnicode = "The body holds text that is not Unicode.";

    /// <summary>What is nested deeper is refused: who reads it level by level must not run out of stack.</summary>
    private const int DepthMax = 64;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = DepthMax };

    public static BodyContent Read(LandingMessage message)
    {
        var content = new BodyContent(message);
        ReadText(content, message.Body, inEnvelope: false);
        return content;
    }

    /// <summary>The request to confirm a subscription that a body is; null for anything else, which is then not read.</summary>
    public static ConfirmationDocument? Confirmation(LandingMessage message) =>
        message.Body.Contains(Confirmations, StringComparison.Ordinal) || message.Body.Contains("\\u", StringComparison.Ordinal)
            ? Read(message).Confirmation
            : null;

    private static void ReadText(BodyContent content, string text, bool inEnvelope)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Options);
            ReadRoot(content, text, document.RootElement, inEnvelope);
        }
        catch (JsonException)
        {
            Refuse(content, $"The body is not JSON, or it is nested more than {DepthMax} deep.");
        }
        catch (Exception fault) when (IsNotUnicode(fault))
        {
            Refuse(content, NotUnicode);
        }
    }

    private static void ReadRoot(BodyContent content, string text, JsonElement root, bool inEnvelope)
    {
        if (root.ValueKind == JsonValueKind.Array)
        {
            ReadArray(content, root);
            return;
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            Refuse(content, "The body is JSON but neither an object nor an array.");
            return;
        }

        switch (TypeOf(root))
        {
            case Confirmations when inEnvelope:
                Refuse(content, "A confirmation inside a Notification is not accepted.");
                break;
            case Confirmations:
                if (ConfirmationDocument.TryRead(content.Message, root, out var confirmation, out var reason))
                {
                    content.Confirmation = confirmation;
                }
                else
                {
                    Refuse(content, reason);
                }

                break;
            case "Notification" when inEnvelope:
                Refuse(content, "A Notification inside a Notification is not accepted.");
                break;
            case "Notification":
                if (root.TryGetProperty("Message", out var inner) && inner.ValueKind == JsonValueKind.String)
                {
                    ReadText(content, inner.GetString()!, inEnvelope: true);
                }
                else
                {
                    Refuse(content, "The Notification has no Message.");
                }

                break;
            default:
                Add(content, new RecordSource(content.Message, 0, text), root);
                break;
        }
    }

    private static void ReadArray(BodyContent content, JsonElement array)
    {
        var item = 0;
        foreach (var element in array.EnumerateArray())
        {
            Add(content, new RecordSource(content.Message, item++, element.GetRawText()), element);
        }

        if (item == 0)
        {
            Refuse(content, "The array is empty.");
        }
    }

    private static void Add(BodyContent content, RecordSource source, JsonElement element)
    {
        string? reason;
        try
        {
            reason = AddTo(content, source, element);
        }
        catch (Exception fault) when (IsNotUnicode(fault))
        {
            // One item of an array costs no other.
            reason = NotUnicode;
        }

        if (reason is not null)
        {
            content.Unreadable.Add(new(source, reason));
        }
    }

    /// <summary>The reason for which it cannot be taken, or null.</summary>
    private static string? AddTo(BodyContent content, RecordSource source, JsonElement element)
    {
        string? reason;
        if (TestMessage.Is(element))
        {
            // It was asked for to see it arrive, and says nothing.
            return null;
        }

        if (FreshnessReader.IsFreshness(element))
        {
            if (FreshnessReader.TryRead(element, out var told, out reason))
            {
                content.Freshness.Add(told);
            }
        }
        else if (DocumentReader.ShapeOf(element) is { } shape)
        {
            if (DocumentReader.TryRead(source, shape, element, out var document, out reason))
            {
                content.Documents.Add(document);
            }
        }
        else if (RecordReader.TryRead(source, element, out var row, out reason))
        {
            content.Rows.Add(row);
        }

        return reason;
    }

    /// <summary>Half of a surrogate pair: the first is what GetString says of it as an escape, the second what Parse says of it as it is.</summary>
    private static bool IsNotUnicode(Exception fault) => fault is InvalidOperationException or ArgumentException;

    private static void Refuse(BodyContent content, string reason) =>
        content.Unreadable.Add(new(new RecordSource(content.Message, 0, content.Message.Body), reason));

    private static string? TypeOf(JsonElement root) =>
        root.TryGetProperty("Type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;
}
