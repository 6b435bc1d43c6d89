using System.Text;
using Millrace.Engine.Cells;
using Millrace.Engine.Ingestion;
using Shouldly;

namespace Millrace.Unit.Engine.Ingestion;

/// <summary>The bytes of a name are hashed into what ledgers hold: each length of id is laid out as it always was.</summary>
public sealed class CombinationNameTests
{
    private const int Block = 16;

    [Fact]
    public void Ids_of_every_length_are_laid_out_in_whole_blocks()
    {
        var name = new CombinationName(CellFamily.SponsoredProductsTraffic);
        for (var length = 0; length <= 80; length++)
        {
            var id = Encoding.ASCII.GetBytes([.. Enumerable.Range(0, length).Select(place => (char)('A' + (place % 50)))]);
            var writer = name.Begin(7);
            writer.Append("before"u8);
            writer.Append(id);
            writer.Append("behind, and longer"u8);
            name.End(in writer);

            byte[] head = [7, 0, 0, 0, 6, (byte)length, 18];
            var bytes = name.Bytes.ToArray();
            bytes[..head.Length].ShouldBe(head);
            bytes[Block..].ShouldBe([.. Blocks("before"u8), .. Blocks(id), .. Blocks("behind, and longer"u8)]);
        }
    }

    private static byte[] Blocks(ReadOnlySpan<byte> id)
    {
        if (id.Length is >= Block / 2 and <= Block)
        {
            return [.. id[..8], .. id[^8..]];
        }

        var blocks = new byte[(id.Length + Block - 1) / Block * Block];
        id.CopyTo(blocks);
        return blocks;
    }
}
