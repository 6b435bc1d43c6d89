using System.Buffers;
using Millrace.Server.Http;

namespace Millrace.Unit.Server.Http;

public sealed class ReceiveBlocksTests
{
    [Fact]
    public void A_block_that_is_given_back_is_taken_again()
    {
        using var pool = new ReceiveBlocks();
        var first = pool.Rent(2048);
        first.Memory.Length.ShouldBe(ReceiveBlocks.BlockBytes);
        var second = pool.Rent();
        second.ShouldNotBeSameAs(first);
        first.Dispose();
        pool.Rent(ReceiveBlocks.BlockBytes).ShouldBeSameAs(first);
        Should.Throw<ArgumentOutOfRangeException>(() => pool.Rent(ReceiveBlocks.BlockBytes + 1));
    }

    [Fact]
    public void No_more_blocks_are_kept_than_the_bound()
    {
        using var pool = new ReceiveBlocks();
        List<IMemoryOwner<byte>> blocks = [.. Enumerable.Range(0, ReceiveBlocks.KeptMax + 5).Select(_ => pool.Rent())];
        blocks.ForEach(block => block.Dispose());
        pool.Kept.ShouldBe(ReceiveBlocks.KeptMax);
    }
}
