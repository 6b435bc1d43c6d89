using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Subscriptions;

/// <summary>The SNS document that asks a subscriber to confirm (contract, 2.3), in the text form of SNS.</summary>
internal static class ConfirmationMessage
{
    public static byte[] Write(
        Subscription subscription,
        string token,
        Guid messageId,
        DateTimeOffset now,
        string publicUrl,
        IMessageSigner signer
    )
    {
        var topicArn = subscription.TopicArn;
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Type"] = "SubscriptionConfirmation",
            ["MessageId"] = messageId.ToString(),
            ["Token"] = token,
            ["TopicArn"] = topicArn,
            ["Message"] =
                $"You have chosen to subscribe to the topic {topicArn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.",
            ["SubscribeURL"] = $"{publicUrl}/?Action=ConfirmSubscription&TopicArn={topicArn}&Token={token}",
            ["Timestamp"] = now.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        };
        string[] order = ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];
        var signed = string.Concat(order.Select(name => $"{name}\n{fields[name]}\n"));
        fields["SignatureVersion"] = "1";
        fields["Signature"] = signer.Sign(signed);
        fields["SigningCertURL"] = $"{publicUrl}/SimpleNotificationService-{signer.CertificateName}.pem";
        // An addition: what SNS signs has no place for it.
        fields["SubscriptionId"] = subscription.Id;
        var lines = fields.Select(field =>
            $"  \"{field.Key}\" : \"{JsonEncodedText.Encode(field.Value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\""
        );
        return Encoding.UTF8.GetBytes($"{{\n{string.Join(",\n", lines)}\n}}");
    }
}
