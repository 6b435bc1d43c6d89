using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Millrace.Unit.Server.Issuers;

/// <summary>A key that signs tokens, and what its issuer publishes of it. Written out here, so that it shares no fault with what is tested.</summary>
internal sealed record TokenKey(string Id, string Algorithm, Func<byte[], byte[]> Sign, JsonObject Public)
{
    public static TokenKey Rsa(string id, string algorithm = "RS256")
    {
        var key = RSA.Create(2048);
        var published = key.ExportParameters(includePrivateParameters: false);
        var padding = algorithm.StartsWith('P') ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
        var jwk = new JsonObject
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["kid"] = id,
            ["n"] = Base64Url.EncodeToString(published.Modulus),
            ["e"] = Base64Url.EncodeToString(published.Exponent),
        };
        return new(id, algorithm, data => key.SignData(data, HashAlgorithmName.SHA256, padding), jwk);
    }

    public static TokenKey Ec(string id)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var published = key.ExportParameters(includePrivateParameters: false);
        var jwk = new JsonObject
        {
            ["kty"] = "EC",
            ["crv"] = "P-256",
            ["use"] = "sig",
            ["kid"] = id,
            ["x"] = Base64Url.EncodeToString(published.Q.X),
            ["y"] = Base64Url.EncodeToString(published.Q.Y),
        };
        return new(id, "ES256", data => key.SignData(data, HashAlgorithmName.SHA256), jwk);
    }

    /// <summary>A shared secret, such as the published half of another key taken for one.</summary>
    public static TokenKey Hmac(string id, byte[] secret) =>
        new(id, "HS256", data => HMACSHA256.HashData(secret, data), new JsonObject());

    public static TokenKey None(string algorithm = "none") => new("", algorithm, _ => [], new JsonObject());

    /// <summary>Claims of which those that are given replace others, and null leaves one out.</summary>
    public static JsonObject With(JsonObject claims, JsonObject? others)
    {
        foreach (var (name, value) in others ?? [])
        {
            claims.Remove(name);
            if (value is not null)
            {
                claims[name] = value.DeepClone();
            }
        }

        return claims;
    }

    /// <summary>A token of these claims.</summary>
    /// <param name="more">What else its header says.</param>
    public string Token(JsonObject claims, JsonObject? more = null)
    {
        var header = new JsonObject { ["alg"] = Algorithm, ["typ"] = "JWT" };
        if (Id.Length > 0)
        {
            header["kid"] = Id;
        }

        foreach (var (name, value) in more ?? [])
        {
            header[name] = value?.DeepClone();
        }

        var head = $"{Encoded(header.ToJsonString())}.{Encoded(claims.ToJsonString())}";
        return $"{head}.{Base64Url.EncodeToString(Sign(Encoding.ASCII.GetBytes(head)))}";
    }

    private static string Encoded(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
