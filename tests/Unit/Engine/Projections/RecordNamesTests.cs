using System.Text.Json;
using CsCheck;

namespace Millrace.Unit.Engine.Projections;

/// <summary>Law 3: an id names a cell in a publication, and nothing else has it.</summary>
public sealed class RecordNamesTests
{
    private static readonly Guid OtherIncarnation = new("0b0a4d4e-70f9-4f7b-8f6c-2b1f6f3c9d10");

    [Fact]
    public void Different_cells_have_different_ids_and_equal_cells_the_same() =>
        BlockCase.Any.Sample(
            made =>
            {
                var cells = made.Rows.Select(row => string.Join('\u0001', [.. row.Texts, $"{row.Hours}"])).ToList();
                var ids = Ids(made.Build().Data);
                cells.Zip(ids).Distinct().Count().ShouldBe(cells.Distinct().Count());
                ids.Distinct().Count().ShouldBe(cells.Distinct().Count());
            },
            iter: 2000
        );

    [Fact]
    public void No_id_comes_again_in_another_publication_account_or_incarnation() =>
        BlockCase.Any.Sample(
            made =>
            {
                List<string> ids =
                [
                    .. Ids(made.Build().Data).Distinct(),
                    .. Ids(made.Build(publication: 6).Data).Distinct(),
                    .. Ids(made.Build(marketplace: "MKT2").Data).Distinct(),
                    .. Ids(made.Build(advertiser: "ADV2").Data).Distinct(),
                    .. Ids(made.Build(advertiser: "ADVM", marketplace: "KT").Data).Distinct(),
                    .. Ids(made.Build(incarnation: OtherIncarnation).Data).Distinct(),
                ];
                ids.ShouldBeUnique();
            },
            iter: 500
        );

    [Fact]
    public void An_id_does_not_depend_on_what_else_is_in_the_block() =>
        Gen.Select(BlockCase.Any, BlockCase.Any)
            .Sample(
                (made, other) =>
                {
                    var ids = Ids(made.Build().Data);
                    Ids(new BlockCase([.. other.Rows, .. made.Rows]).Build().Data).Skip(other.Rows.Length).ShouldBe(ids);
                },
                iter: 500
            );

    [Fact]
    public void Texts_that_read_alike_side_by_side_are_different_names()
    {
        string[][] cells =
        [
            ["ab", "c", "", "", ""],
            ["a", "bc", "", "", ""],
            ["", "ab", "c", "", ""],
            ["c", "ab", "", "", ""],
            ["", "", "", "ab", "c"],
            ["", "", "", "c", "ab"],
            ["ab", "ab", "", "", ""],
            ["c", "c", "", "", ""],
        ];
        Ids(new BlockCase([.. cells.Select(texts => new BlockCase.Row(texts, 0, [1, 0, 0]))]).Build().Data).ShouldBeUnique();
    }

    [Fact]
    public void A_million_neighbouring_cells_have_a_million_ids()
    {
        var ids = new HashSet<string>();
        for (var publication = 1; publication <= 100; publication++)
        {
            var rows = Enumerable
                .Range(0, 10_000)
                .Select(row => new BlockCase.Row([$"{row % 20}", $"{row / 20 % 5}", "3", $"{row / 100}", "p"], 0, [1, 0, 0]));
            ids.UnionWith(Ids(new BlockCase([.. rows]).Build(publication: publication).Data));
        }

        ids.Count.ShouldBe(1_000_000);
    }

    [Fact]
    public void An_id_is_a_name_based_uuid() =>
        BlockCase.Any.Sample(
            made => Ids(made.Build().Data).ShouldAllBe(id => Guid.Parse(id).Version == 3 && "89ab".Contains(id[19])),
            iter: 200
        );

    private static List<string> Ids(ReadOnlyMemory<byte> block) => Rendered.Messages(block).ConvertAll(Id);

    private static string Id(byte[] message)
    {
        var reader = new Utf8JsonReader(message);
        reader.Read();
        reader.Read();
        reader.Read();
        return reader.GetString()!;
    }
}
