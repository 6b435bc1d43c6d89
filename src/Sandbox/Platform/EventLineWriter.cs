using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Millrace.Sandbox.Platform;

/// <summary>Writes events as the lines of POST /ingest/v1/events.</summary>
public static class EventLineWriter
{
    /// <summary>More than the longest line apart from the fields of its target and its place.</summary>
    private const int RestBytesMax = 1024;

    /// <summary>Writes one line with its line end.</summary>
    public static void Write(in PlatformEvent happened, IBufferWriter<byte> output)
    {
        var fields = (happened.Target?.Fields ?? happened.Account.Fields).Span;
        var line = output.GetSpan(fields.Length + happened.Place.Json.Length + RestBytesMax);
        var used = 0;
        Append(
            line,
            ref used,
            happened.IsInvalidation ? "{\"type\":\"invalidation\",\"invalidates_type\":\""u8 : "{\"type\":\""u8
        );
        Append(line, ref used, Names.Utf8(happened.Kind));
        AppendId(line, ref used, "\",\"event_id\":\""u8, happened.Number);
        AppendId(line, ref used, "\",\"invalidates_event_id\":\""u8, happened.InvalidatedNumber);
        Append(line, ref used, "\",\"time\":\""u8);
        AppendTime(line, ref used, happened.Account, happened.Time);
        Append(line, ref used, fields);
        if (happened.Target is { } target)
        {
            AppendAd(line, ref used, in happened, target);
        }

        if (happened.Shopper is { } shopper)
        {
            AppendShopper(line, ref used, happened.Account, shopper);
        }

        Append(line, ref used, "}\n"u8);
        output.Advance(used);
    }

    /// <summary>The fields that all events of a target share, from the quote that ends the time.</summary>
    internal static byte[] FieldsOf(
        VirtualAccount account,
        AdProduct product,
        string campaign,
        string adGroup,
        bool isKeyword,
        string target,
        string text,
        string match
    ) =>
        Encoding.UTF8.GetBytes(
            $"\",\"advertiser_id\":\"{account.AdvertiserId}\",\"marketplace_id\":\"{account.Marketplace.Id}\",\"ad_product\":\"{Names.Of(product)}\""
                + $",\"currency\":\"{account.Currency}\",\"campaign_id\":\"{campaign}\",\"ad_group_id\":\"{adGroup}\""
                + (
                    target.Length == 0
                        ? ""
                        : $",\"{(isKeyword ? "keyword_id" : "target_id")}\":\"{target}\""
                            + $",\"keyword_text\":\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\""
                            + $",\"match_type\":\"{match}\""
                )
        );

    /// <summary>The fields that all deeds in an account share, from the quote that ends the time.</summary>
    internal static byte[] FieldsOf(VirtualAccount account) =>
        Encoding.UTF8.GetBytes(
            $"\",\"advertiser_id\":\"{account.AdvertiserId}\",\"marketplace_id\":\"{account.Marketplace.Id}\",\"currency\":\"{account.Currency}\""
        );

    private static void AppendAd(Span<byte> line, ref int used, in PlatformEvent happened, VirtualTarget target)
    {
        if (happened.Ad is { } ad)
        {
            AppendText(line, ref used, ",\"ad_id\":\""u8, ad.Id);
        }

        Append(line, ref used, happened.Place.Json.Span);
        if (happened.Kind == PlatformEventKind.AttributedConversion)
        {
            return;
        }

        if (target.FlightAt(happened.Time) is { } flight)
        {
            AppendText(line, ref used, ",\"flight_id\":\""u8, flight);
        }

        Append(line, ref used, ",\"count\":"u8);
        AppendNumber(line, ref used, happened.Count);
        if (target.Product != AdProduct.Dsp)
        {
            AppendMoney(line, ref used, ",\"cost\":"u8, happened.CostMicros);
            return;
        }

        var costs = DspCosts.Of(in happened);
        AppendMoney(line, ref used, ",\"supply_cost\":"u8, costs.Supply);
        AppendMoney(line, ref used, ",\"agency_fee\":"u8, costs.Agency);
        AppendMoney(line, ref used, ",\"audience_fee\":"u8, costs.Audience);
        AppendMoney(line, ref used, ",\"console_fee\":"u8, costs.Console);
    }

    private static void AppendShopper(Span<byte> line, ref int used, VirtualAccount account, ShopperDetail shopper)
    {
        if (shopper.Shopper.Length > 0)
        {
            AppendText(line, ref used, ",\"shopper_id\":\""u8, shopper.Shopper);
        }

        if (shopper.Sku is { } sku)
        {
            AppendText(line, ref used, ",\"sku\":\""u8, sku.Sku);
        }

        if (shopper.Units != 0)
        {
            Append(line, ref used, ",\"units\":"u8);
            AppendNumber(line, ref used, shopper.Units);
        }

        AppendMoney(line, ref used, ",\"sales\":"u8, shopper.SalesMicros);
        if (shopper.Conversion is { } conversion)
        {
            Append(line, ref used, ",\"conversion_type\":\""u8);
            Append(line, ref used, Names.Utf8(conversion.Kind));
            Append(line, ref used, "\",\"conversion_time\":\""u8);
            AppendTime(line, ref used, account, conversion.Time);
            Append(line, ref used, conversion.IsView ? "\",\"attribution\":\"view"u8 : "\",\"attribution\":\"click"u8);
            Append(line, ref used, "\",\"product_match\":\""u8);
            Append(line, ref used, conversion.IsSameSku ? "same_sku"u8 : "brand_halo"u8);
            Append(line, ref used, "\",\"shopper_status\":\""u8);
            Append(line, ref used, conversion.IsNewToBrand ? "new_to_brand\""u8 : "returning\""u8);
        }
    }

    private static void Append(Span<byte> line, ref int used, ReadOnlySpan<byte> text)
    {
        text.CopyTo(line[used..]);
        used += text.Length;
    }

    private static void AppendId(Span<byte> line, ref int used, ReadOnlySpan<byte> name, long number)
    {
        if (number != 0)
        {
            Append(line, ref used, name);
            Utf8Formatter.TryFormat(number, line[used..], out var written, new StandardFormat('x', 16));
            used += written;
        }
    }

    private static void AppendText(Span<byte> line, ref int used, ReadOnlySpan<byte> name, string text)
    {
        Append(line, ref used, name);
        used += Encoding.UTF8.GetBytes(text, line[used..]);
        line[used++] = (byte)'"';
    }

    private static void AppendTime(Span<byte> line, ref int used, VirtualAccount account, long time)
    {
        var offset = TimeSpan.FromSeconds(account.Hours.At(time).OffsetSeconds);
        var local = DateTimeOffset.FromUnixTimeSeconds(time).ToOffset(offset);
        local.TryFormat(line[used..], out var written, "yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
        used += written;
    }

    /// <summary>Nothing at all for no money.</summary>
    private static void AppendMoney(Span<byte> line, ref int used, ReadOnlySpan<byte> name, long micros)
    {
        if (micros == 0)
        {
            return;
        }

        Append(line, ref used, name);
        AppendNumber(line, ref used, micros / 1_000_000);
        var rest = (int)(micros % 1_000_000);
        if (rest == 0)
        {
            return;
        }

        line[used++] = (byte)'.';
        for (var digit = 100_000; rest > 0; digit /= 10)
        {
            line[used++] = (byte)('0' + (rest / digit));
            rest %= digit;
        }
    }

    private static void AppendNumber(Span<byte> line, ref int used, long number)
    {
        Utf8Formatter.TryFormat(number, line[used..], out var written);
        used += written;
    }
}
