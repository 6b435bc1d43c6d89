using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Millrace.Server.Issuers;

/// <summary>The keys of an issuer that cannot be asked: a JSON Web Key Set (RFC 7517).</summary>
internal static class KeySetFile
{
    /// <exception cref="InvalidDataException">It cannot be read, or is no key set.</exception>
    public static async Task<OpenIdConnectConfiguration> ReadAsync(string path, CancellationToken cancel)
    {
        try
        {
            var configuration = new OpenIdConnectConfiguration();
            foreach (var key in new JsonWebKeySet(await File.ReadAllTextAsync(path, cancel)).GetSigningKeys())
            {
                configuration.SigningKeys.Add(key);
            }

            return configuration.SigningKeys.Count > 0
                ? configuration
                : throw new InvalidDataException("it has no key to check signatures by");
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            throw new InvalidDataException($"{path} cannot be read as a JSON Web Key Set ({fault.Message}).", fault);
        }
    }
}
