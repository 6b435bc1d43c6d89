using Microsoft.AspNetCore.Http;

namespace Millrace.Sandbox.StandIns.Wire;

/// <summary>What a signed request says of itself in <c>Credential=KEY/DAY/REGION/SERVICE/aws4_request</c>.</summary>
/// <param name="AccessKey">"" where the request is not signed.</param>
/// <param name="Service">In small letters, "" where the request is not signed.</param>
internal sealed record CredentialScope(string AccessKey, string Day, string Region, string Service)
{
    private const string DefaultRegion = "us-east-1";
    private const int RegionLettersMax = 32;
    private const string Marker = "Credential=";

    public static CredentialScope Of(HttpRequest request) => Read(Text(request));

    /// <param name="scope">The parts with slashes between them; access keys may have slashes too.</param>
    public static CredentialScope Read(string scope)
    {
        var parts = scope.Split('/');
        if (parts.Length < 5)
        {
            return new("", "", DefaultRegion, "");
        }

        var region = parts[^3];
        var isRegion = region.Length is > 0 and <= RegionLettersMax && region.All(IsRegionLetter);
        return new(string.Join('/', parts[..^4]), parts[^4], isRegion ? region : DefaultRegion, parts[^2].ToLowerInvariant());
    }

    private static string Text(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        var at = header.IndexOf(Marker, StringComparison.Ordinal);
        return at >= 0 ? header[(at + Marker.Length)..].Split(',')[0].Trim() : request.Query["X-Amz-Credential"].ToString();
    }

    private static bool IsRegionLetter(char letter) =>
        char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-';
}
