using System.Text;
using Millrace.Engine.Journal;
using Millrace.Engine.Publication;

namespace Millrace.Unit.Engine.Publication;

/// <summary>Which deltas become which blocks, under which numbers.</summary>
public sealed class BlockBuilderTests
{
    private const long Hour = 1_780_002_000;

    private readonly BlockSourceStub source = new();
    private readonly List<PublishedBlock> blocks = [];

    public BlockBuilderTests()
    {
        source.AddAccount(7, "ADV7");
        source.AddAccount(3, "ADV3");
    }

    [Fact]
    public void Each_account_gets_a_block_in_the_order_in_which_it_was_met()
    {
        var builder = Builder(lastNumber: 41);
        Add(builder, 7, "a");
        Add(builder, 3, "b");
        Add(builder, 7, "c");

        builder.Finish().ShouldBe(43);

        blocks
            .Select(block => (block.Account, block.Publication, block.Rows, block.Dataset))
            .ShouldBe([(7, 42, 2, "sp-traffic"), (3, 43, 1, "sp-traffic")]);
        Messages(0).Count.ShouldBe(2);
        Messages(1).Single().ShouldContain("\"advertiser_id\":\"ADV3\"");
    }

    [Fact]
    public void A_full_block_is_closed_and_the_account_goes_on_in_the_next()
    {
        var builder = Builder(lastNumber: 0);
        for (var row = 0; row <= BlockBuilder.RowsMax; row++)
        {
            Add(builder, 7, $"c{row}");
        }

        builder.Finish().ShouldBe(2);

        blocks.Select(block => (block.Publication, block.Rows)).ShouldBe([(1, BlockBuilder.RowsMax), (2, 1)]);
        Messages(0)[^1].ShouldContain($"\"campaign_id\":\"c{BlockBuilder.RowsMax - 1}\"");
        Messages(1).Single().ShouldContain($"\"campaign_id\":\"c{BlockBuilder.RowsMax}\"");
    }

    [Fact]
    public void Nothing_to_publish_gives_no_block_and_no_number()
    {
        Builder(lastNumber: 9).Finish().ShouldBe(9);
        blocks.ShouldBeEmpty();
    }

    [Fact]
    public void A_builder_that_finished_goes_on_with_the_next_number()
    {
        var builder = Builder(lastNumber: 0);
        Add(builder, 7, "a");
        builder.Finish();
        Add(builder, 7, "b");
        builder.Finish().ShouldBe(2);
        Messages(1).Single().ShouldContain("\"campaign_id\":\"b\"");
    }

    [Fact]
    public void What_is_not_known_of_a_target_has_its_placeholder()
    {
        source.Describe(7, "known", "red \"shoes\"", "EXACT");
        var builder = Builder(lastNumber: 0);
        Add(builder, 7, "a", target: "known");
        Add(builder, 7, "a", target: "unknown");
        builder.Finish();

        Messages(0)[0].ShouldContain("\"keyword_text\":\"red \\\"shoes\\\"\",\"match_type\":\"EXACT\"");
        Messages(0)[1].ShouldContain("\"keyword_text\":\"Placeholder keyword\",\"match_type\":\"\"");
    }

    [Fact]
    public void A_row_of_shared_texts_takes_few_bytes()
    {
        var builder = Builder(lastNumber: 0);
        for (var row = 0; row < 10_000; row++)
        {
            Add(builder, 7, $"campaign {row % 50}", target: $"target {row / 50}");
        }

        builder.Finish();
        blocks.Single().Data.Length.ShouldBeLessThan(100_000);
    }

    private BlockBuilder Builder(long lastNumber) => new(EngineRig.Incarnation, lastNumber, source, blocks);

    private void Add(BlockBuilder builder, int account, string campaign, string target = "t") =>
        builder.Add(
            Millrace.Engine.Cells.CellFamily.SponsoredProductsTraffic,
            account,
            Hour,
            source.Numbers(campaign, "2", "3", target, "Off Amazon"),
            [1, 0, 0]
        );

    private List<string> Messages(int block) => [.. Rendered.Messages(blocks[block].Data).Select(Encoding.UTF8.GetString)];
}
