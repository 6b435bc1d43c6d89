using System.Security.Cryptography;
using System.Text;
using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Accounts;

/// <summary>
/// Texts that nobody can guess, and what is stored of them: a SHA-256 hash. All have at least 128 bits of chance, so that
/// a slow hash would add nothing.
/// </summary>
public static class Secrets
{
    public static string Base64Url(this IChance chance, int bytes) =>
        System.Buffers.Text.Base64Url.EncodeToString(chance.Bytes(bytes));

    public static string Hex(this IChance chance, int bytes) => Convert.ToHexStringLower(chance.Bytes(bytes));

    /// <summary>A random UUID (version 4).</summary>
    public static Guid Uuid(this IChance chance)
    {
        var bytes = chance.Bytes(16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Characters drawn evenly from an alphabet of at most 64.</summary>
    public static string From(this IChance chance, string alphabet, int length)
    {
        var text = new char[length];
        Span<byte> one = stackalloc byte[1];
        for (var index = 0; index < length; )
        {
            chance.Fill(one);
            var drawn = one[0] & 63;
            if (drawn < alphabet.Length)
            {
                text[index++] = alphabet[drawn];
            }
        }

        return new string(text);
    }

    /// <summary>What is stored instead of a secret.</summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>Takes the same time wherever the difference is.</summary>
    public static bool Matches(string secret, byte[] hash) => CryptographicOperations.FixedTimeEquals(Hash(secret), hash);

    private static byte[] Bytes(this IChance chance, int count)
    {
        var bytes = new byte[count];
        chance.Fill(bytes);
        return bytes;
    }
}
