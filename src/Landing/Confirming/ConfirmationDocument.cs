using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Millrace.Landing.Records;

namespace Millrace.Landing.Confirming;

/// <summary>The document that asks to confirm a subscription (contract, 2.3).</summary>
internal sealed record ConfirmationDocument(
    LandingMessage Source,
    string MessageId,
    string Token,
    string TopicArn,
    string Message,
    string SubscribeUrl,
    string Timestamp,
    string SignatureVersion,
    string Signature,
    string SigningCertUrl
)
{
    public static bool TryRead(
        LandingMessage source,
        JsonElement root,
        [NotNullWhen(true)] out ConfirmationDocument? document,
        [NotNullWhen(false)] out string? reason
    )
    {
        string? missing = null;
        string Text(string name)
        {
            if (root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String)
            {
                return value.GetString()!;
            }

            missing ??= name;
            return "";
        }

        document = new ConfirmationDocument(
            source,
            Text("MessageId"),
            Text("Token"),
            Text("TopicArn"),
            Text("Message"),
            Text("SubscribeURL"),
            Text("Timestamp"),
            Text("SignatureVersion"),
            Text("Signature"),
            Text("SigningCertURL")
        );
        reason = missing is null ? null : $"The confirmation has no {missing}.";
        document = missing is null ? document : null;
        return document is not null;
    }

    /// <summary>What is signed: name and value of the fields in the order of their names, each on a line of its own.</summary>
    public string Canonical() =>
        $"Message\n{Message}\nMessageId\n{MessageId}\nSubscribeURL\n{SubscribeUrl}\nTimestamp\n{Timestamp}\n"
        + $"Token\n{Token}\nTopicArn\n{TopicArn}\nType\nSubscriptionConfirmation\n";
}
