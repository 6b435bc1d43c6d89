using System.Text;
using Millrace.Engine.Ingestion;

namespace Millrace.Unit.Engine.Ingestion;

/// <summary>What is read of creatives, deals and advertisers.</summary>
public sealed class DescribedTextsTests
{
    private readonly EngineRig rig = new("Asia/Kolkata");

    [Theory]
    [InlineData("creative", """ "id":"1","type":"T","name":"N","size":"S","language":"L" """, "N L S T")]
    [InlineData("creative", """ "id":"1","name":"" """, "- - - -")]
    [InlineData("deal", """ "id":"1","name":"N","type":null,"language":7 """, "N -")]
    [InlineData("advertiser", """ "id":"ADV0","country":"DK" """, "- DK")]
    [InlineData("creative", """ "id":"1","deleted":true,"name":"N" """, "none")]
    [InlineData("creative", """ "id":"1","deleted":false """, "- - - -")]
    [InlineData("campaign", """ "id":"1","name":"x" """, "none")]
    public void Texts_stand_in_their_order(string kind, string fields, string expected)
    {
        var batch = Read(kind, fields);
        batch.Refused.ShouldBeEmpty();
        var texts = batch.Upserts.Single().Texts;
        (texts is null ? "none" : string.Join(' ', texts.Select(text => text ?? "-"))).ShouldBe(expected);
    }

    [Theory]
    [InlineData("creative", """ "id":"1","size":300 """, "size")]
    [InlineData("deal", """ "id":"1","type":["a"] """, "type")]
    [InlineData("advertiser", """ "country":{} """, "country")]
    public void A_value_that_is_no_text_is_refused(string kind, string fields, string field) =>
        Read(kind, fields)
            .Refused.Single()
            .Reason.ShouldBe($"{field} must be a text of at most 512 bytes: leave it out where it is not known");

    [Fact]
    public void A_text_has_at_most_512_bytes()
    {
        Read("deal", $"\"id\":\"1\",\"name\":\"{new string('å', 256)}\"").Refused.ShouldBeEmpty();
        Read("deal", $"\"id\":\"1\",\"name\":\"{new string('å', 256)}a\"").RefusedCount.ShouldBe(1);
    }

    [Theory]
    [InlineData("creative")]
    [InlineData("deal")]
    public void An_id_is_needed(string kind) =>
        Read(kind, "\"name\":\"N\"").Refused.Single().Reason.ShouldStartWith("id must be");

    private EntityBatch Read(string kind, string fields)
    {
        var batch = new EntityBatch(rig, rig.Options());
        batch.Add(
            Encoding.UTF8.GetBytes($$"""{"kind":"{{kind}}","advertiser_id":"ADV0","marketplace_id":"MKT",{{fields.Trim()}}}""")
        );
        return batch;
    }
}
