using CsCheck;
using Millrace.Engine.Journal;
using Millrace.Engine.Publication;
using Millrace.Unit.Engine.Publication;

namespace Millrace.Unit.Engine.Projections;

/// <summary>Some rows of one account, from which a block is made.</summary>
internal sealed record BlockCase(BlockCase.Row[] Rows)
{
    private static readonly string[] Fixed =
    [
        "",
        "a",
        "ab",
        "c",
        "4000000003000",
        "Off Amazon",
        "\"",
        "\\",
        "\u007f",
        "\u2028",
        "blå sko",
        "靴",
        "😀",
        "<a&b>",
    ];

    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.OneOf(Fixed),
        Gen.Int[0, 30].Select(number => $"text {number}"),
        Gen.String.Select(text => new string([.. text.Where(letter => !char.IsSurrogate(letter))]))
    );

    private static readonly Gen<long> Deltas = Gen.OneOf(Gen.Const(0L), Gen.Long[-5, 2000], Gen.Long);

    public static Gen<BlockCase> Any { get; } =
        Gen.Select(Texts.Array[5], Gen.Int[0, 40], Deltas.Array[3], (texts, hours, deltas) => new Row(texts, hours, deltas))
            .Array[1, 60]
            .Select(rows => new BlockCase(rows));

    /// <summary>Of every other target the texts are known.</summary>
    public static string? KeywordText(string target) => target.Length % 2 == 0 ? $"{target} is \"known\"" : null;

    public PublishedBlock Build(
        string advertiser = "ADV",
        string marketplace = "MKT",
        long publication = 5,
        Guid? incarnation = null
    )
    {
        var source = new BlockSourceStub();
        source.AddAccount(1, advertiser, marketplace);
        var blocks = new List<PublishedBlock>();
        var builder = new BlockBuilder(incarnation ?? EngineRig.Incarnation, publication - 1, source, blocks);
        foreach (var row in Rows)
        {
            if (KeywordText(row.Texts[3]) is { } text)
            {
                source.Describe(1, row.Texts[3], text, "BROAD");
            }

            builder.Add(
                Millrace.Engine.Cells.CellFamily.SponsoredProductsTraffic,
                1,
                row.WindowStart,
                source.Numbers(row.Texts),
                row.Deltas
            );
        }

        builder.Finish().ShouldBe(publication);
        return blocks.Single();
    }

    /// <param name="Texts">Campaign, ad group, ad, target, placement.</param>
    /// <param name="Deltas">Impressions, clicks, cost in millionths.</param>
    public sealed record Row(string[] Texts, int Hours, long[] Deltas)
    {
        public long WindowStart => 1_780_000_200 + (3600L * Hours);
    }
}
