using System.Net;
using System.Xml;
using System.Xml.Linq;

namespace Millrace.Landing.Confirming;

/// <summary>
/// Confirms a subscription by asking its SubscribeURL, once it is known to come from the stream: both addresses lead to allowed
/// hosts and the document is signed by the certificate found there.
/// </summary>
internal sealed class Confirmer(AllowedHosts hosts, BoundedHttp http)
{
    private const int CertificatesMax = 64;
    private readonly Dictionary<Uri, string> certificates = [];

    public async Task<ConfirmationVerdict> ConfirmAsync(ConfirmationDocument document, CancellationToken cancel)
    {
        if (Refuses(document, out var subscribe, out var certificate) is { } reason)
        {
            return new(ConfirmationOutcome.Refused, reason);
        }

        try
        {
            return await VerifyAsync(document, certificate, cancel).ConfigureAwait(false)
                ?? await SubscribeAsync(subscribe, cancel).ConfigureAwait(false);
        }
        catch (HttpRequestException fault)
        {
            return new(ConfirmationOutcome.TryAgain, fault.Message);
        }
    }

    private string? Refuses(ConfirmationDocument document, out Uri subscribe, out Uri certificate)
    {
        var first = hosts.Refuses("SubscribeURL", document.SubscribeUrl, out var to);
        var second = hosts.Refuses("SigningCertURL", document.SigningCertUrl, out var from);
        (subscribe, certificate) = (to!, from!);
        if (first is not null || second is not null)
        {
            return first ?? second;
        }

        // A host that also answers with what others wrote could be made to serve a certificate; only its .pem files are taken.
        return !certificate.AbsolutePath.EndsWith(".pem", StringComparison.Ordinal) ? "SigningCertURL does not name a .pem file."
            : !SnsSignature.KnowsVersion(document.SignatureVersion) ? "SignatureVersion is neither 1 nor 2."
            : null;
    }

    /// <summary>Null when the signature holds.</summary>
    private async Task<ConfirmationVerdict?> VerifyAsync(ConfirmationDocument document, Uri address, CancellationToken cancel)
    {
        if (certificates.TryGetValue(address, out var known) && SnsSignature.Verifies(document, known))
        {
            return null;
        }

        // A certificate that was known may have been replaced at its address: it is fetched before the document is refused.
        var (status, pem, cut) = await http.GetAsync(address, cancel).ConfigureAwait(false);
        if (status != HttpStatusCode.OK)
        {
            return Answered("SigningCertURL", status);
        }

        if (cut || !SnsSignature.Verifies(document, pem))
        {
            return new(ConfirmationOutcome.Refused, "The signature does not hold.");
        }

        if (certificates.Count >= CertificatesMax)
        {
            certificates.Clear();
        }

        certificates[address] = pem;
        return null;
    }

    private async Task<ConfirmationVerdict> SubscribeAsync(Uri address, CancellationToken cancel)
    {
        var (status, xml, _) = await http.GetAsync(address, cancel).ConfigureAwait(false);
        return status == HttpStatusCode.OK
            ? new(ConfirmationOutcome.Confirmed, SubscriptionArn(xml))
            : Answered("SubscribeURL", status);
    }

    private static ConfirmationVerdict Answered(string name, HttpStatusCode status)
    {
        var again = (int)status >= 500 || status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout;
        return new(
            again ? ConfirmationOutcome.TryAgain : ConfirmationOutcome.Refused,
            $"{name} answered {(int)status}; ask for a new confirmation if this one has expired."
        );
    }

    private static string SubscriptionArn(string xml)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(xml));
            var arn = XDocument.Load(reader).Descendants().FirstOrDefault(node => node.Name.LocalName == "SubscriptionArn");
            return arn?.Value.Trim() ?? "";
        }
        catch (XmlException)
        {
            return "";
        }
    }
}
