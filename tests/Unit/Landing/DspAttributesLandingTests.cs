using System.Text;
using Millrace.Contracts.Datasets;
using Millrace.Engine.Publication;
using Millrace.Landing;
using Millrace.Unit.Engine;
using Millrace.Unit.Engine.Publication;

namespace Millrace.Unit.Landing;

/// <summary>Records of DSP land with the attributes that are known and without those that are not, of whatever version their block is.</summary>
public sealed class DspAttributesLandingTests : IAsyncLifetime
{
    private LandingRig rig = null!;

    public static TheoryData<string> Dsp => [.. Datasets.Produced.Select(dataset => dataset.Id).Where(Datasets.IsDsp)];

    public async ValueTask InitializeAsync() => rig = await LandingRig.OpenAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Theory]
    [MemberData(nameof(Dsp))]
    public async Task What_is_known_lands_in_its_columns_and_the_rest_is_null(string id)
    {
        var source = new BlockSourceStub();
        source.AddAccount(1, "580", "A1F83G8C2ARO7P", "Europe/London");
        source.Describe(1, Described.Creative, "1", "Blå \"sko\"", null, "300x250", null);
        source.Describe(1, Described.Deal, "2", null, "PREFERRED");
        source.Describe(1, Described.Advertiser, null, "靴", null);
        var sent = Messages(source, Datasets.Find(id)!);

        (await rig.LandAsync(sent)).ShouldBe(new(3, 0, 0));
        (await rig.LandAsync(sent)).ShouldBe(new(0, 3, 0));
        (
            await rig.AskAsync(
                "SELECT creative_id, creative_name, creative_language, creative_size, creative_type, deal, deal_type, advertiser_name, "
                    + $"advertiser_country, advertiser_timezone, unknown_fields FROM \"amazon-marketing-stream\".\"{id}\" ORDER BY creative_id"
            )
        ).ShouldBe([
            "1|Blå \"sko\"||300x250|||PREFERRED|靴|UK|Europe/London|",
            "2|||||||靴|UK|Europe/London|",
            "3||||||PREFERRED|靴|UK|Europe/London|",
        ]);
        (await rig.ReasonsAsync()).ShouldBeEmpty();
    }

    /// <summary>As when an older service has sent a block, and the newer one sends it again because its cursor was not saved.</summary>
    [Theory]
    [MemberData(nameof(Dsp))]
    public async Task A_block_of_version_1_that_comes_again_among_newer_ones_is_known(string id)
    {
        var source = new BlockSourceStub();
        source.AddAccount(1, "580", "A1F83G8C2ARO7P", "Europe/London");
        source.Describe(1, Described.Creative, "1", "N", "L", "S", "T");
        var dataset = Datasets.Find(id)!;
        var old = Messages(source, dataset with { Version = 1 });
        old.ShouldAllBe(message => !message.Contains("advertiser_timezone"));

        (await rig.LandAsync(old)).ShouldBe(new(3, 0, 0));
        (await rig.LandAsync([.. Messages(source, dataset, publication: 2), .. old])).ShouldBe(new(3, 3, 0));
        await rig.ReopenAsync();
        (await rig.LandAsync([.. old, .. Messages(source, dataset, publication: 2)])).ShouldBe(new(0, 6, 0));
    }

    private static string[] Messages(BlockSourceStub source, DatasetDeclaration dataset, long publication = 1)
    {
        var writer = new BlockWriter(EngineRig.Incarnation, dataset, source);
        var rows = new PendingRows(writer.Shape);
        foreach (var (creative, deal) in new[] { ("1", "2"), ("2", ""), ("3", "2") })
        {
            var texts = dataset.Production!.Dimensions.Select(name =>
                name switch
                {
                    "creative_id" => creative,
                    "deal_id" => deal,
                    _ => "x",
                }
            );
            rows.Add(1_780_000_200 - 600, source.Numbers([.. texts]), [.. Enumerable.Repeat(1L, writer.Shape.Lanes)]);
        }

        return [.. Rendered.Messages(writer.Write(publication, 1, rows)).Select(Encoding.UTF8.GetString)];
    }
}
