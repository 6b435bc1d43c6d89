using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Millrace.Sandbox.Queues.Actions;

/// <summary>The MD5 digests by which clients check what the queue took and gave.</summary>
internal static class Digest
{
    private const byte TextMark = 1;
    private const byte BinaryMark = 2;

    public static string Of(string body) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(body)));

    /// <summary>Each attribute in the order of names: name, type, a byte for its kind, value; each with its length before it.</summary>
    /// <returns>Null where there are none: then the digest is left out.</returns>
    public static string? Of(JsonObject? attributes)
    {
        if (attributes is not { Count: > 0 })
        {
            return null;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        foreach (var (name, value) in attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Append(hash, Encoding.UTF8.GetBytes(name));
            Append(hash, Encoding.UTF8.GetBytes(value!["DataType"]!.GetValue<string>()));
            if (value["BinaryValue"] is { } binary)
            {
                hash.AppendData([BinaryMark]);
                Append(hash, Convert.FromBase64String(binary.GetValue<string>()));
            }
            else
            {
                hash.AppendData([TextMark]);
                Append(hash, Encoding.UTF8.GetBytes(value["StringValue"]!.GetValue<string>()));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, byte[] part)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
        hash.AppendData(length);
        hash.AppendData(part);
    }
}
