using Millrace.Destinations.Notices;
using Millrace.Server.Issuers;

namespace Millrace.App.Settings;

/// <summary>Where the platform is told what owners of subscriptions should know.</summary>
internal sealed record NoticeSettings
{
    /// <summary>Its webhook.</summary>
    public string Url { get; init; } = "";

    /// <summary>A file with the secret that notices are signed by.</summary>
    public string SecretFile { get; init; } = "";

    /// <exception cref="InvalidDataException">The file has no secret.</exception>
    public NoticeWebhook Open(TimeProvider wall) => new(new Uri(Url), WebhookSecret.Read(SecretFile), wall);

    public IEnumerable<string> Faults()
    {
        // Not told back: an address may have a password or a key in it.
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var address) || !IssuerOptions.IsSafe(address) || address.UserInfo != "")
        {
            yield return "url: it has to be an https address (http on this machine), without a user in it.";
        }

        if (string.IsNullOrWhiteSpace(SecretFile))
        {
            yield return "secretFile: name the file with the secret that notices are signed by.";
        }
    }
}
