using CsCheck;
using Millrace.Engine.Publication;

namespace Millrace.Unit.Engine.Projections;

/// <summary>Whatever happens to stored bytes, the answer is a message that says what to do, and never another exception.</summary>
public sealed class DamagedBlockTests
{
    private const string Seed = "0000000000000";

    private static readonly byte[] First = Convert.FromHexString(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Engine", "Formats", "block-1.hex")).Trim()
    );

    private static readonly Gen<byte[]> Blocks = BlockCase.Any.Select(made => made.Build().Data.ToArray());

    [Fact]
    public void Every_damage_to_a_block_is_found() =>
        Damaged(Blocks)
            .Sample(
                damaged =>
                    Should.Throw<InvalidDataException>(() => Rendered.Messages(damaged)).Message.Length.ShouldBeGreaterThan(40),
                seed: Seed,
                iter: 20_000
            );

    [Fact]
    public void A_block_that_says_nonsense_under_a_right_hash_is_refused_or_rendered() =>
        Damaged(Blocks).Sample(damaged => IsAnswered(Signed(damaged)), seed: Seed, iter: 60_000);

    [Fact]
    public void A_damaged_block_of_version_1_is_refused_or_rendered() =>
        Damaged(Gen.Const(First)).Sample(IsAnswered, seed: Seed, iter: 30_000);

    [Fact]
    public void A_block_of_a_newer_version_says_which_program_reads_it()
    {
        var block = new BlockCase([new(["1", "2", "3", "4", "5"], 0, [1, 0, 0])]).Build().Data.ToArray();
        block[0] = 9;
        Should.Throw<InvalidDataException>(() => Rendered.Messages(block)).Message.ShouldContain("format version 9");
    }

    /// <summary>Blocks with some bits turned, or an end cut off, never as they were.</summary>
    private static Gen<byte[]> Damaged(Gen<byte[]> blocks) =>
        Gen.Select(blocks, Gen.Int[0, 4], Gen.Int.Array[1, 4])
            .Select(
                (block, kind, places) =>
                {
                    if (kind == 0)
                    {
                        return block[..(int)((uint)places[0] % block.Length)];
                    }

                    var damaged = (byte[])block.Clone();
                    var place = (uint)places[0];
                    damaged[place % block.Length] ^= (byte)(1 << (int)(place >> 29));
                    foreach (var other in places.Skip(1))
                    {
                        damaged[(uint)other % block.Length] = kind > 2 ? (byte)(other >> 24) : (byte)0xFF;
                    }

                    return damaged.AsSpan().SequenceEqual(block) ? [] : damaged;
                }
            );

    private static byte[] Signed(byte[] block)
    {
        if (block.Length >= BlockHash.Bytes)
        {
            BlockHash.Seal(block);
        }

        return block;
    }

    private static bool IsAnswered(byte[] block)
    {
        try
        {
            Rendered.Messages(block);
            return true;
        }
        catch (InvalidDataException fault)
        {
            return fault.Message.Length > 40;
        }
    }
}
