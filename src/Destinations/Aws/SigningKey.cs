using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;

namespace Millrace.Destinations.Aws;

/// <summary>The key that AWS derives from a secret for one day, region and service.</summary>
internal sealed class SigningKey(string day, string region, string service, ImmutableCredentials credentials)
{
    private readonly string accessKey = credentials.AccessKey;
    private readonly string secretKey = credentials.SecretKey;

    /// <summary>For what the key holds: <c>day/region/service/aws4_request</c>.</summary>
    public string Scope { get; } = $"{day}/{region}/{service}/aws4_request";

    public byte[] Bytes { get; } = Derive(day, region, service, credentials.SecretKey);

    public bool Fits(ReadOnlySpan<char> otherDay, ImmutableCredentials others) =>
        otherDay.SequenceEqual(day) && accessKey == others.AccessKey && secretKey == others.SecretKey;

    private static byte[] Derive(string day, string region, string service, string secretKey)
    {
        var ofDay = Mac(Encoding.UTF8.GetBytes("AWS4" + secretKey), day);
        var ofService = Mac(Mac(ofDay, region), service);
        return Mac(ofService, "aws4_request");
    }

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
