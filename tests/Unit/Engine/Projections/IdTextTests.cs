using System.Runtime.Intrinsics;
using System.Text;
using CsCheck;
using Millrace.Engine.Projections;

namespace Millrace.Unit.Engine.Projections;

/// <summary>The text of an id is that of the runtime's Guid.</summary>
public sealed class IdTextTests
{
    [Fact]
    public void Sixteen_bytes_are_written_as_a_uuid_of_version_3() =>
        Gen
            .Byte.Array[16]
            .Sample(
                bytes =>
                {
                    var room = new byte[IdText.Room];
                    IdText.Write(Vector128.Create(bytes), room);
                    bytes[6] = (byte)((bytes[6] & 0x0F) | 0x30);
                    bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
                    return Encoding.ASCII.GetString(room, 0, IdText.Bytes) == new Guid(bytes, bigEndian: true).ToString();
                },
                iter: 100_000
            );
}
