using System.Buffers.Binary;
using System.Text;
using Millrace.Engine.Cells;

namespace Millrace.Engine.Journal;

/// <summary>Reads what <see cref="ByteWriter"/> wrote.</summary>
public ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> rest = bytes;

    public readonly bool IsAtEnd => rest.IsEmpty;

    public byte Byte() => Take(1)[0];

    public ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Byte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("A number in a stored record is longer than 64 bits: the record is damaged.");
    }

    public long Signed()
    {
        var value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public UInt128 Hash() => BinaryPrimitives.ReadUInt128LittleEndian(Take(16));

    public ReadOnlySpan<byte> Bytes() => Take(checked((int)Varint()));

    public string Text() => Encoding.UTF8.GetString(Bytes());

    public Metrics Metrics() => new(Signed(), Signed(), Signed());

    /// <summary>Every stored form begins with its version; older ones stay readable, newer ones are refused.</summary>
    public byte Version(byte newest, string what)
    {
        var version = Byte();
        return version >= 1 && version <= newest
            ? version
            : throw new InvalidDataException(
                $"A stored {what} has format version {version}; this program reads 1 to {newest}. Start the version that wrote it, or a newer one."
            );
    }

    private ReadOnlySpan<byte> Take(int bytes)
    {
        var taken = rest[..bytes];
        rest = rest[bytes..];
        return taken;
    }
}
