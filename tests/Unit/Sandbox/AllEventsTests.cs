using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Millrace.Contracts.Datasets;
using Millrace.Sandbox.Platform;
using Millrace.Unit.Sandbox.Recounting;

namespace Millrace.Unit.Sandbox;

/// <summary>The virtual platform with the events of all ad products and of shoppers.</summary>
public sealed class AllEventsTests
{
    private static readonly DateTimeOffset Start = new(2026, 7, 6, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] All = [.. Datasets.All.Select(dataset => dataset.Id)];
    private static readonly VirtualPlatform Platform = For(800, All);

    [Fact]
    public void Every_type_of_event_of_every_ad_product_happens_within_a_week()
    {
        var seen = Told(Platform, Start, Start.AddDays(7))
            .Select(told => $"{(told.Line.IsOfAd ? told.Line.Product : "")} {told.Line.Type} {told.Line.Sign}".Trim())
            .ToHashSet();
        string[] quartiles = ["first_quartile", "midpoint", "third_quartile", "complete"];
        string[] everywhere = ["impression", "click", "attributed_conversion"];
        string[] ofSb = ["viewable_impression", "video_5_second_view", "video_unmute", .. quartiles.Select(at => $"video_{at}")];
        string[] ofDsp =
        [
            "measurable_impression",
            "viewable_impression",
            "fee",
            .. quartiles.Select(at => $"video_{at}"),
            .. quartiles.Select(at => $"audio_{at}"),
            .. ((string[])["start", "mute", "unmute", "pause", "resume"]).SelectMany(what =>
                new[] { $"video_{what}", $"audio_{what}" }
            ),
            .. ((string[])["rewind", "skip", "progression", "view", "companion_click", "companion_view"]).Select(what =>
                $"audio_{what}"
            ),
        ];
        string[] deeds =
        [
            .. ((string[])["purchase", "page_view", "add_to_cart", "add_to_list", "subscribe_and_save"]),
            .. ((string[])["product_review_visit", "branded_search", "add_to_watchlist", "video_download"]),
            .. ((string[])["downloaded_video_play", "trailer_play", "video_stream", "rental", "skill_invocation"]),
            .. ((string[])["click_to_apply", "app_sign_up_free_trial", "app_sign_up_paid", "return"]),
            .. (
                (string[])
                    [
                        "page_view",
                        "search",
                        "contact",
                        "checkout",
                        "lead",
                        "signup",
                        "app_start",
                        "subscribe",
                        "add_to_cart",
                        "application",
                        "other",
                        "purchase",
                    ]
            ).Select(what => $"off_platform_{what}"),
        ];
        string[] wanted =
        [
            .. everywhere.SelectMany(type => new[] { $"SP {type} 1", $"SB {type} 1", $"SD {type} 1", $"DSP {type} 1" }),
            "SD viewable_impression 1",
            .. ofSb.Select(type => $"SB {type} 1"),
            .. ofDsp.Select(type => $"DSP {type} 1"),
            .. deeds.Select(type => $"{type} 1"),
            "SP click -1",
            "SB video_complete -1",
            "SD viewable_impression -1",
            "DSP audio_start -1",
            "DSP attributed_conversion -1",
            "purchase -1",
        ];
        wanted.Except(seen).ShouldBeEmpty();
    }

    [Fact]
    public void Every_line_keeps_the_rules_of_the_ingest_also_when_it_is_late()
    {
        var platform = For(60, All);
        var broken = Told(platform, Start, Start.AddDays(40))
            .Select(told => (Rule: IngestRules.Broken(told.Line, told.Arrival), told.Line))
            .FirstOrDefault(told => told.Rule is not null);
        broken.Rule.ShouldBeNull(broken.Line?.Type);
    }

    [Fact]
    public void Purchases_come_minutes_to_weeks_after_the_click_and_become_known_in_any_order()
    {
        var lines = Told(For(100, ["sp-conversion", "sd-conversion"]), Start, Start.AddDays(45))
            .Select(told => told.Line)
            .ToList();
        var clicks = lines
            .Where(line => line is { IsTouch: true, Type: "click" })
            .GroupBy(line => (line.Account, line.Text("shopper_id")))
            .ToDictionary(shopper => shopper.Key, shopper => shopper.Min(line => line.Time));
        var lags = lines
            .Where(line => line.Type == "purchase" && clicks.ContainsKey((line.Account, line.Text("shopper_id"))))
            .Select(line => (line.Time - clicks[(line.Account, line.Text("shopper_id"))]).TotalHours)
            .ToList();
        lags.Count(lag => lag is > 0 and < 1).ShouldBeGreaterThan(20);
        lags.Count(lag => lag > 14 * 24).ShouldBeGreaterThan(200);
        lags.Max().ShouldBeLessThan(34 * 24);

        var order = lines
            .Where(line => line is { Type: "purchase", Sign: 1 })
            .DistinctBy(line => (line.Account, line.Text("event_id")))
            .ToDictionary(line => (line.Account, line.Text("event_id")), line => line.Order);
        bool ComesFirst(ToldLine line) =>
            order.TryGetValue((line.Account, line.Text("invalidates_event_id")), out var purchase) && line.Order < purchase;
        lines.Count(line => line is { Type: "purchase", Sign: -1 } && ComesFirst(line)).ShouldBeGreaterThan(0);
        lines.Count(line => line.Type == "return" && ComesFirst(line)).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void The_same_interval_in_pieces_and_by_another_instance_gives_the_same_lines()
    {
        var (from, to) = (Start.AddDays(30), Start.AddDays(30).AddHours(3));
        var whole = Bytes(Platform, from, to);
        var pieces = Enumerable
            .Range(0, 12)
            .SelectMany(piece => Bytes(Platform, from.AddMinutes(15 * piece), from.AddMinutes(15 * (piece + 1))));
        pieces.SequenceEqual(whole).ShouldBeTrue();
        var other = For(800, All);
        Bytes(other, Start.AddDays(2), Start.AddDays(2).AddHours(1));
        Bytes(other, from, to).SequenceEqual(whole).ShouldBeTrue();
        Convert.ToHexString(SHA256.HashData(whole))[..16].ShouldBe("9D96716FB22FFB23");
    }

    [Fact]
    public void Event_ids_are_unique_but_for_repeats_which_are_the_same_line()
    {
        var first = new Dictionary<(string, string), string>();
        var repeats = 0;
        foreach (var happened in Platform.EventsBetween(Start, Start.AddDays(4)).Where(happened => happened.EventId is not null))
        {
            var line = Line(happened);
            var isNew = first.TryAdd(($"{happened.Account}", happened.EventId!), line);
            isNew.ShouldBe(!happened.IsRepeat);
            first[($"{happened.Account}", happened.EventId!)].ShouldBe(line);
            repeats += happened.IsRepeat ? 1 : 0;
        }

        repeats.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void What_nobody_takes_is_not_sent()
    {
        HashSet<string> Types(params string[] datasets) =>
            [
                .. Told(For(1000, datasets), Start, Start.AddHours(72))
                    .Select(told =>
                        told.Line.IsOfAd
                            ? $"{told.Line.Product} {(told.Line.IsTouch ? "touch" : told.Line.Type)}"
                            : told.Line.Type
                    ),
            ];
        Types("sp-traffic").ShouldBe(["SP impression", "SP click"], ignoreOrder: true);
        Types("sd-traffic").ShouldBe(["SD impression", "SD click", "SD viewable_impression"], ignoreOrder: true);
        Types("sb-rich-media").ShouldAllBe(type => type.StartsWith("SB video_"));
        Types("sp-conversion").ShouldBe(["SP touch", "SP attributed_conversion", "purchase", "return"], ignoreOrder: true);
        Types("sb-clickstream")
            .ShouldBe(["SB touch", "SB attributed_conversion", "page_view", "branded_search"], ignoreOrder: true);
        For(1500, ["sp-traffic"]).Products.ShouldBeEmpty();
        Should
            .Throw<ArgumentException>(() => For(1500, ["sp-trafic"]))
            .Message.ShouldContain("Datasets has sp-trafic, which is none of them");
    }

    [Fact]
    public void The_mean_of_lines_an_hour_is_what_was_asked_for_whatever_is_taken()
    {
        foreach (var datasets in new[] { All, ["sp-traffic", "sp-conversion"] })
        {
            // When shoppers of all ages are there.
            var one = new VirtualPlatform(21, Platform.Options with { Accounts = 1, EventsPerHour = 3000, Datasets = datasets });
            var lines = one.EventsBetween(Start.AddDays(49), Start.AddDays(56)).Count();
            (lines / (7 * 24.0)).ShouldBeInRange(2850, 3200, string.Join(' ', datasets));
        }
    }

    [Fact]
    public void Catalogues_have_products_of_several_skus_several_brands_and_skus_of_which_nobody_was_told()
    {
        var told = Platform.Products.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        told.Count(line => !line.TryGetProperty("brand", out _)).ShouldBeGreaterThan(0);
        foreach (var account in Platform.Accounts)
        {
            account.Skus.Count.ShouldBeInRange(10, 100);
            account.Skus.GroupBy(sku => sku.ProductId).Max(product => product.Count()).ShouldBeGreaterThan(1);
            account.Skus.Where(sku => sku.Brand is not null).Select(sku => sku.Brand).Distinct().Count().ShouldBe(2);
            account.Skus.Where(sku => !sku.IsTold).ShouldAllBe(sku => sku.Brand == null && sku.ProductId == sku.Sku);
            account.Skus.ShouldContain(sku => !sku.IsTold);
        }
    }

    private static VirtualPlatform For(double eventsPerHour, IReadOnlyList<string> datasets) =>
        new(
            21,
            new()
            {
                Start = Start,
                EventsPerHour = eventsPerHour,
                Datasets = datasets,
            }
        );

    private static IEnumerable<(ToldLine Line, DateTimeOffset Arrival)> Told(
        VirtualPlatform platform,
        DateTimeOffset from,
        DateTimeOffset to
    ) =>
        platform
            .EventsBetween(from, to)
            .Select(
                (happened, order) =>
                    (
                        new ToldLine(JsonDocument.Parse(Line(happened)).RootElement, order),
                        DateTimeOffset.FromUnixTimeSeconds(happened.ArrivesAt)
                    )
            );

    private static string Line(PlatformEvent happened)
    {
        var line = new ArrayBufferWriter<byte>();
        EventLineWriter.Write(in happened, line);
        return System.Text.Encoding.UTF8.GetString(line.WrittenSpan);
    }

    private static byte[] Bytes(VirtualPlatform platform, DateTimeOffset from, DateTimeOffset to)
    {
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var happened in platform.EventsBetween(from, to))
        {
            EventLineWriter.Write(in happened, bytes);
        }

        return bytes.WrittenSpan.ToArray();
    }
}
