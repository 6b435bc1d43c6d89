using System.Text.RegularExpressions;

namespace Millrace.Runtime.Accounts;

/// <summary>The form of what external issuers, their clients and their users are called.</summary>
public static partial class IssuerNames
{
    private const int UserCharactersMax = 255;

    public const string IssuerForm = "1 to 256 letters, digits and '+=.@:/_-', exactly as the tokens have it in iss";

    public const string ClientForm = "1 to 128 letters, digits and '+=.@:/_-'";

    public static readonly string UserForm = $"1 to {UserCharactersMax} characters and no control characters";

    public static bool IsIssuer(string text) => Issuer().IsMatch(text);

    public static bool IsClient(string text) => Client().IsMatch(text);

    public static bool IsUser(string text) =>
        !string.IsNullOrWhiteSpace(text) && text.Length <= UserCharactersMax && !text.Any(char.IsControl);

    // What AWS takes as an external id, without the comma that stands between issuer and client.
    [GeneratedRegex(@"^[A-Za-z0-9+=.@:/_-]{1,256}\z")]
    private static partial Regex Issuer();

    [GeneratedRegex(@"^[A-Za-z0-9+=.@:/_-]{1,128}\z")]
    private static partial Regex Client();
}
