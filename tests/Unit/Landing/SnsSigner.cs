using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Millrace.Unit.Landing;

/// <summary>Stands in for SNS: signs confirmations, serves the certificate and answers SubscribeURLs.</summary>
internal sealed class SnsSigner : HttpMessageHandler
{
    public const string Host = "sns.us-east-1.amazonaws.com";
    public const string TopicArn = "arn:aws:sns:us-east-1:906013806264:FEADMessageDeliveryTopic-sp-traffic-ATVPDKIKX0DER-ENTITYX";
    private RSA key = RSA.Create(2048);

    /// <summary>Every address that was asked.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>What the next SubscribeURLs answer; 200 when none is left.</summary>
    public Queue<HttpStatusCode> Answers { get; } = [];

    public void TakeAnotherKey() => key = RSA.Create(2048);

    /// <summary>A signed confirmation; the change is made after signing.</summary>
    public string Confirmation(
        string version = "1",
        string subscribeHost = $"https://{Host}",
        string certificateUrl = $"https://{Host}/SimpleNotificationService-56e67fcb41f6fec09b0196692625d385.pem",
        Action<Dictionary<string, string>>? change = null
    )
    {
        var fields = new Dictionary<string, string>
        {
            ["Type"] = "SubscriptionConfirmation",
            ["MessageId"] = "98caea8d-34d7-45c3-99d8-14ab1eb2c4e5",
            ["Token"] = "2336412f37fb687f5d51e6e2425dacba",
            ["TopicArn"] = TopicArn,
            ["Message"] =
                $"You have chosen to subscribe to the topic {TopicArn}.\nTo confirm the subscription, visit the SubscribeURL.",
            ["SubscribeURL"] =
                $"{subscribeHost}/?Action=ConfirmSubscription&TopicArn={TopicArn}&Token=2336412f37fb687f5d51e6e2425dacba",
            ["Timestamp"] = "2022-12-07T06:08:00.665Z",
            ["SignatureVersion"] = version,
            ["SigningCertURL"] = certificateUrl,
        };
        string[] signed = ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];
        var text = string.Concat(signed.Select(name => $"{name}\n{fields[name]}\n"));
        var hash = version == "2" ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1;
        fields["Signature"] = Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(text), hash, RSASignaturePadding.Pkcs1));
        change?.Invoke(fields);
        return JsonSerializer.Serialize(fields);
    }

    /// <summary>The same answers over a real server.</summary>
    public Task AnswerAsync(HttpContext context) =>
        context.Response.WriteAsync(Text(context.Request.Path.Value!.EndsWith(".pem", StringComparison.Ordinal)));

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!;
        lock (Asked)
        {
            Asked.Add(address.AbsoluteUri);
            var pem = address.AbsolutePath.EndsWith(".pem", StringComparison.Ordinal);
            var status = pem || Answers.Count == 0 ? HttpStatusCode.OK : Answers.Dequeue();
            return Task.FromResult(
                new HttpResponseMessage(status) { Content = new StringContent(Text(pem)), RequestMessage = request }
            );
        }
    }

    private string Text(bool isCertificate)
    {
        if (!isCertificate)
        {
            return $"<ConfirmSubscriptionResponse><ConfirmSubscriptionResult><SubscriptionArn>{TopicArn}:1</SubscriptionArn></ConfirmSubscriptionResult></ConfirmSubscriptionResponse>";
        }

        var request = new CertificateRequest("CN=sns", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return certificate.ExportCertificatePem();
    }
}
