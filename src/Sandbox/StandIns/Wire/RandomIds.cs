using System.Security.Cryptography;

namespace Millrace.Sandbox.StandIns.Wire;

/// <summary>Random ids in the form of a version-4 UUID. They only have to differ; nothing replays them.</summary>
internal static class RandomIds
{
    public static string Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
