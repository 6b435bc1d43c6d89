using System.Text;
using System.Text.Json.Nodes;
using Millrace.Contracts.Documents;
using Millrace.Engine.Entities;

namespace Millrace.Unit.Engine.Entities;

/// <summary>Messages at the bound of their length, to the byte.</summary>
public sealed class TruncationTests
{
    private const string Block = "appTargets";

    /// <summary>What only a snapshot has.</summary>
    private const string Mark = ",\"message_type\":\"snapshot\"";

    /// <summary>The most bytes of a message before its own words.</summary>
    private static readonly int BytesMax = Documents.BytesMax - Mark.Length;

    [Fact]
    public void A_message_of_the_most_bytes_passes_and_one_byte_more_cuts_its_largest_value()
    {
        var fits = Message(Named(0)).Body.Length;
        var longest = Message(Named(BytesMax - fits));
        longest.Body.Length.ShouldBe(BytesMax);
        Parse(longest.Body)["name"]!.GetValue<string>().Length.ShouldBe(BytesMax - fits);

        var cut = Message(Named(BytesMax - fits + 1));
        cut.Body.Length.ShouldBe(fits + Documents.Truncated.Length);
        Parse(cut.Body)["name"]!.GetValue<string>().ShouldBe(Documents.Truncated);
        Parse(cut.Body)["state"]!.GetValue<string>().ShouldBe("PAUSED");
    }

    [Fact]
    public void A_snapshot_has_the_most_bytes_and_is_cut_where_the_change_is()
    {
        var fits = Message(Named(0)).Body.Length;
        foreach (var length in Enumerable.Range(Documents.BytesMax - fits - (2 * Mark.Length), 3 * Mark.Length))
        {
            var form = EntityRig.Next(null, Named(length));
            var change = Encoding.UTF8.GetString(Of(form).Body);
            var snapshot = EntityMessages.OfSnapshot(Documents.Find("ads")!, EntityRig.Account, "ad", "7", form)!;
            Encoding.UTF8.GetString(snapshot).ShouldBe($"{change[..^1]}{Mark}}}");
            snapshot.Length.ShouldBeLessThanOrEqualTo(Documents.BytesMax);
        }

        Message(Named(BytesMax - fits)).Body.Length.ShouldBe(Documents.BytesMax - Mark.Length);
    }

    [Fact]
    public void Only_as_many_values_are_cut_as_must_be_the_largest_first()
    {
        var form = EntityRig.Next(
            null,
            Ad(
                $"\"name\":\"{Long(200_000)}\",\"custom_text\":\"{Long(150_000)}\",\"landing_page\":{{\"url\":\"{Long(190_000)}\"}}"
            )
        );
        var body = Parse(Of(form).Body);
        body["name"]!.GetValue<string>().ShouldBe(Documents.Truncated);
        body["landingPage"]!["url"]!.GetValue<string>().ShouldBe(Documents.Truncated);
        body["customText"]!.GetValue<string>().Length.ShouldBe(150_000);
    }

    [Fact]
    public void A_list_is_cut_as_one()
    {
        var apps = string.Join(',', Enumerable.Range(0, 9000).Select(app => $"{{\"appId\":\"{app:D9}\",\"negative\":false}}"));
        var form = EntityRig.Next(
            null,
            EntityRig.Line("ad_group_target", $"\"campaign_id\":\"1\",\"ad_group_id\":\"2\",\"{Block}\":[{apps}]")
        );
        var message = EntityMessages.OfChange(EntityRig.Account, "ad_group_target", "7", null, form, null).Single();
        Parse(message.Body)[Block]!.GetValue<string>().ShouldBe(Documents.Truncated);
        Parse(message.Body)["adgroupId"]!.GetValue<string>().ShouldBe("2");
    }

    [Fact]
    public void What_was_before_is_given_up_first_then_what_changed_then_who_changed_it_and_only_then_the_body_is_cut()
    {
        var before = EntityRig.Next(null, Named(10));
        const string Name = "someone@agency.example";
        const string Actor = $",\"actor\":\"{Name}\"";
        const string Fields = ",\"changed_fields\":[\"name\"]";
        const string Previous = ",\"previous\":{\"name\":\"xxxxxxxxxx\"}";
        var room = Documents.BytesMax - Of(EntityRig.Next(before, Named(0))).Body.Length;
        foreach (
            var (spare, extras) in new[]
            {
                (Actor.Length + Fields.Length + Previous.Length, Actor + Fields + Previous),
                (Actor.Length + Fields.Length + Previous.Length - 1, Actor + Fields),
                (Actor.Length + Fields.Length, Actor + Fields),
                (Actor.Length + Fields.Length - 1, Actor),
                (Actor.Length, Actor),
                (Actor.Length - 1, ""),
                (Mark.Length, ""),
            }
        )
        {
            var message = Of(EntityRig.Next(before, Named(room - spare)), before, Name);
            message.Body.Length.ShouldBe(Documents.BytesMax - spare);
            Encoding.UTF8.GetString(message.Extras).ShouldBe(extras);
        }
    }

    [Fact]
    public void A_change_within_what_is_cut_is_told()
    {
        var before = EntityRig.Next(null, Ad($"\"name\":\"{Long(300_000)}a\""));
        var now = EntityRig.Next(before, Ad($"\"name\":\"{Long(300_000)}b\""));
        var message = Of(now, before, "me");
        Parse(message.Body)["name"]!.GetValue<string>().ShouldBe(Documents.Truncated);
        Encoding.UTF8.GetString(message.Extras).ShouldBe(",\"actor\":\"me\",\"changed_fields\":[\"name\"]");
    }

    private static EntityMessage Message(string line) => Of(EntityRig.Next(null, line));

    private static EntityMessage Of(EntityForm form, EntityForm? before = null, string? actor = null) =>
        EntityMessages.OfChange(EntityRig.Account, "ad", "7", before, form, actor).Single(message => message.Dataset == "ads");

    private static string Named(int length) => Ad($"\"state\":\"PAUSED\",\"name\":\"{Long(length)}\"");

    private static string Ad(string fields) => EntityRig.Line("ad", $"\"campaign_id\":\"1\",\"ad_group_id\":\"2\",{fields}");

    private static string Long(int length) => new('x', length);

    private static JsonObject Parse(byte[] message) => EntityRig.Parse(message);
}
