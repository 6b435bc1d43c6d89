using System.Buffers.Binary;
using System.IO.Hashing;

namespace Millrace.Storage.Ledger;

/// <summary>A checksum before what is stored, so that a damaged file is told and never read as data.</summary>
internal static class Checked
{
    public static byte[] Seal(ReadOnlyMemory<byte> data)
    {
        var sealedData = new byte[sizeof(uint) + data.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(sealedData, Crc32.HashToUInt32(data.Span));
        data.CopyTo(sealedData.AsMemory(sizeof(uint)));
        return sealedData;
    }

    /// <param name="what">Named in the error when the checksum does not hold.</param>
    public static ReadOnlyMemory<byte> Open(ReadOnlyMemory<byte> stored, string what)
    {
        var data = stored[Math.Min(sizeof(uint), stored.Length)..];
        var holds =
            stored.Length >= sizeof(uint)
            && BinaryPrimitives.ReadUInt32LittleEndian(stored.Span) == Crc32.HashToUInt32(data.Span);
        return holds
            ? data
            : throw new InvalidDataException($"The ledger's {what} is damaged: restore the ledger from a backup.");
    }
}
