using System.Globalization;
using System.Text;
using System.Text.Json;
using Millrace.Contracts.Datasets;
using Millrace.Engine.Pages;

namespace Millrace.Unit.Engine;

/// <summary>What records of DSP tell of advertiser, creative and deal: what is known when they are published.</summary>
public sealed class DspAttributesTests
{
    private readonly EngineRig rig = new();

    public DspAttributesTests() => rig.AddAccount("580", "A1F83G8C2ARO7P", "Europe/London");

    [Fact]
    public void A_record_tells_what_is_known_at_publication()
    {
        rig.Upsert(Entity("creative", "C1", """ "name":"Top \"2026\" 靴","language":"da","size":"300x250","type":"IMAGE" """));
        rig.Upsert(Entity("deal", "D1", """ "name":"Häuser","type":"PREFERRED" """));
        rig.Upsert(Entity("advertiser", "580", """ "name":"Blå & Co","country":"DK" """));
        rig.Send("b", [Line("impression"), Line("video_start")]);
        Publish(["adsp-rich-media", "adsp-traffic"])
            .ShouldBe(
                Enumerable.Repeat(
                    "advertiser_country=DK advertiser_name=Blå & Co advertiser_timezone=Europe/London creative_language=da "
                        + "creative_name=Top \"2026\" 靴 creative_size=300x250 creative_type=IMAGE deal=Häuser deal_type=PREFERRED",
                    2
                )
            );
    }

    [Fact]
    public void What_nobody_told_is_left_out_but_for_what_the_account_has()
    {
        rig.AddAccount("581", "MKT", "Europe/Paris");
        rig.Upsert(Entity("creative", "C1", """ "language":"da","size":null,"type":"" """));
        rig.Send("b", [Line("impression"), Line("impression", advertiser: "581", marketplace: "MKT")]);
        Publish()
            .ShouldBe([
                "advertiser_country=UK advertiser_timezone=Europe/London creative_language=da",
                "advertiser_timezone=Europe/Paris",
            ]);
    }

    [Fact]
    public void A_creative_and_a_deal_of_one_id_are_told_apart_and_so_are_accounts()
    {
        rig.AddAccount("581", "A1F83G8C2ARO7P", "Europe/London");
        rig.Upsert(Entity("creative", "7", """ "name":"creative" """));
        rig.Upsert(Entity("deal", "7", """ "name":"deal" """));
        rig.Upsert(Entity("creative", "7", """ "name":"of another" """, "581"));
        rig.Send("b", [Line("impression", "7", "7"), Line("impression", "7", "7", "581")]);
        const string Account = "advertiser_country=UK advertiser_timezone=Europe/London";
        Publish().ShouldBe([$"{Account} creative_name=creative deal=deal", $"{Account} creative_name=of another"]);
    }

    [Fact]
    public void What_is_told_later_is_in_later_publications_alone()
    {
        rig.Upsert(Entity("creative", "C1", """ "name":"first","size":"1x1" """));
        rig.Send("b1", [Line("impression")]);
        var first = Publish().Single();
        var stored = rig.Blocks.Single();
        var messages = Rendered.Messages(stored.Data).ConvertAll(Encoding.UTF8.GetString);

        rig.Upsert(Entity("creative", "C1", """ "name":"second" """));
        rig.Upsert(Entity("deal", "D1", """ "name":"D" """));
        rig.Turn();
        rig.Blocks.Single().ShouldBe(stored, "nothing is told again because a name has changed");
        rig.Send("b2", [Line("impression")]);
        var both = Publish();

        first.ShouldBe("advertiser_country=UK advertiser_timezone=Europe/London creative_name=first creative_size=1x1");
        both.ShouldBe([first, "advertiser_country=UK advertiser_timezone=Europe/London creative_name=second deal=D"]);
        Rendered.Messages(stored.Data).ConvertAll(Encoding.UTF8.GetString).ShouldBe(messages);
    }

    [Fact]
    public void What_was_known_of_an_entity_that_is_gone_stays()
    {
        rig.Upsert(Entity("deal", "D1", """ "name":"D","type":"T" """));
        rig.Upsert(Entity("deal", "D1", """ "deleted":true """));
        rig.Send("b", [Line("impression")]);
        Publish().Single().ShouldEndWith("deal=D deal_type=T");
    }

    [Fact]
    public void Sponsored_ads_tell_nothing_of_it()
    {
        rig.Upsert(Entity("creative", "C1", """ "name":"first" """));
        rig.Upsert(Entity("advertiser", "580", """ "name":"A" """));
        foreach (var product in new[] { "SP", "SB", "SD" })
        {
            rig.Send(product, [Line("impression", product: product)]);
        }

        rig.Now += 7200;
        rig.Turn();
        var blocks = rig.Blocks.ConvertAll(block =>
            (block.Dataset, Message: Encoding.UTF8.GetString(Rendered.Messages(block.Data).Single()))
        );
        blocks.Select(block => block.Dataset).Order().ShouldBe(["sb-traffic", "sd-traffic", "sp-traffic"]);
        blocks.ShouldAllBe(block => !block.Message.Contains("creative") && !block.Message.Contains("advertiser_t"));
    }

    [Fact]
    public void The_journal_brings_back_what_is_known()
    {
        rig.Upsert(Entity("creative", "C1", """ "name":"first","size":"1x1" """));
        rig.Upsert(Entity("creative", "C1", """ "name":"second","type":"T" """));
        rig.Upsert(Entity("advertiser", "580", """ "name":"A" """));
        rig.Crash();
        rig.Send("b", [Line("impression")]);
        Publish()
            .Single()
            .ShouldBe(
                "advertiser_country=UK advertiser_name=A advertiser_timezone=Europe/London creative_name=second creative_type=T"
            );
    }

    /// <summary>More than two pages, some entities changed after their page went out; the journal before the pages is gone.</summary>
    [Fact]
    public void Pages_bring_back_what_is_known_and_the_journal_behind_them_what_changed()
    {
        const int Creatives = 17_000;
        for (var creative = 0; creative < Creatives; creative += 1000)
        {
            rig.UpsertAll(
                Enumerable
                    .Range(creative, 1000)
                    .Select(number => Entity("creative", $"C{number}", $""" "name":"old {number}" """))
            );
        }

        // The second round writes again what has changed, and the journal with the changes goes.
        Page("C160", "new");
        rig.Pages.Keys.Count(page => page.Kind == PageKind.Descriptions).ShouldBe(3);
        rig.Crash();
        Page("C16999", "newer");
        rig.Upsert(Entity("creative", "C16998", """ "name":"last" """));
        rig.Crash();
        rig.Send(
            "b",
            [Line("impression", "C1"), Line("impression", "C160"), Line("impression", "C16998"), Line("impression", "C16999")]
        );
        Publish().Select(record => record.Split("creative_name=")[1]).ShouldBe(["old 1", "new", "last", "newer"]);
    }

    [Fact]
    public void What_is_told_while_windows_are_on_disk_comes_back_too()
    {
        rig.Send("b1", [Line("impression")]);
        Publish();
        rig.Now += 5 * 86_400;
        rig.Turn();
        rig.Pages.Keys.Count(page => page.Kind == PageKind.Window).ShouldBe(1);
        rig.Upsert(Entity("deal", "D1", """ "name":"D" """));
        rig.Crash();
        rig.Send("b2", [Line("impression")]);
        Publish()[^1].ShouldEndWith("deal=D");
    }

    [Fact]
    public void The_same_texts_again_leave_no_record()
    {
        rig.Upsert(Entity("deal", "D1", """ "name":"D" """));
        var length = rig.Journal[^1].Length;
        rig.Upsert(Entity("deal", "D1", """ "name":"D","type":null,"rate":1.5 """));
        rig.Journal.Count.ShouldBe(2);
        rig.Journal[1].AsSpan().IndexOf("rate"u8).ShouldBePositive();
        rig.Journal[1].Length.ShouldBeLessThan(length + 30);
    }

    /// <summary>Tells a creative's name, then writes a whole round of pages: the journal does not have the name any more.</summary>
    private void Page(string creative, string name)
    {
        rig.Upsert(Entity("creative", creative, $""" "name":"{name}" """));
        var entry = rig.Journal.Count - 1;
        rig.BeginPaging();
        for (var number = 0; rig.Journal[entry].Length > 0 && number < 500; number++)
        {
            rig.Upsert(Entity("advertiser", "580", $""" "name":"{number}" """));
        }

        rig.Journal[entry].ShouldBeEmpty("a round of pages is whole");
    }

    /// <summary>Publishes all; the attributes of every record of the datasets until now, in the order of their names.</summary>
    private List<string> Publish(string[]? datasets = null)
    {
        rig.Now += 7200;
        rig.Turn();
        datasets ??= ["adsp-traffic"];
        rig.Blocks.Select(block => block.Dataset).Distinct().Order().ShouldBe(datasets);
        var attributes = Datasets.Find("adsp-traffic")!.Fields.Where(field => field.Role == FieldRole.Attribute);
        var names = attributes.Select(field => field.Name).Order(StringComparer.Ordinal).ToList();
        return
        [
            .. rig
                .Blocks.SelectMany(block => Rendered.Messages(block.Data))
                .Select(message => JsonElement.Parse(message))
                .Select(record =>
                    string.Join(
                        ' ',
                        names
                            .Where(name => record.TryGetProperty(name, out _))
                            .Select(name => $"{name}={record.GetProperty(name).GetString()}")
                    )
                ),
        ];
    }

    private static string Entity(string kind, string id, string fields, string advertiser = "580") =>
        $$"""{"kind":"{{kind}}","id":"{{id}}","advertiser_id":"{{advertiser}}","marketplace_id":"A1F83G8C2ARO7P",{{fields.Trim()}}}""";

    private string Line(
        string type,
        string creative = "C1",
        string deal = "D1",
        string advertiser = "580",
        string marketplace = "A1F83G8C2ARO7P",
        string product = "DSP"
    )
    {
        var time = DateTimeOffset
            .FromUnixTimeSeconds(rig.Now - 60)
            .ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        var ids =
            product == "DSP"
                ? $"\"ad_id\":\"{creative}\",\"deal_id\":\"{deal}\""
                : "\"ad_group_id\":\"2\",\"ad_id\":\"C1\",\"target_id\":\"D1\",\"placement\":\"Top\"";
        return $"{{\"type\":\"{type}\",\"count\":1,\"ad_product\":\"{product}\",\"time\":\"{time}\",\"advertiser_id\":\"{advertiser}\","
            + $"\"marketplace_id\":\"{marketplace}\",\"campaign_id\":\"1\",{ids}}}";
    }
}
