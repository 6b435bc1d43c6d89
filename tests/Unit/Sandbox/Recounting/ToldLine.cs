using System.Globalization;
using System.Text.Json;

namespace Millrace.Unit.Sandbox.Recounting;

/// <summary>An event line as a stranger reads it.</summary>
internal sealed class ToldLine(JsonElement json, int order)
{
    private static readonly string[] AdTypes = ["impression", "click", "viewable_impression", "measurable_impression", "fee"];

    /// <summary>Its place among all lines.</summary>
    public int Order => order;

    public string Type => Text("type") == "invalidation" ? Text("invalidates_type") : Text("type");

    public int Sign => Text("type") == "invalidation" ? -1 : 1;

    public string Account => $"{Text("advertiser_id")} {Text("marketplace_id")}";

    public string Product => Text("ad_product");

    public DateTimeOffset Time => At("time");

    public bool IsOfAd =>
        AdTypes.Contains(Type)
        || Type.StartsWith("audio_", StringComparison.Ordinal)
        || IsVideoOfAd
        || Type == "attributed_conversion";

    public bool IsTouch => Type is "impression" or "click" && Text("shopper_id").Length > 0;

    private bool IsVideoOfAd =>
        Type.StartsWith("video_", StringComparison.Ordinal) && Type is not ("video_download" or "video_stream");

    public IEnumerable<string> Names => json.EnumerateObject().Select(one => one.Name);

    /// <summary>Empty where it is absent.</summary>
    public string Text(string field) => json.TryGetProperty(field, out var value) ? value.ToString() : "";

    public long Number(string field, long absent) => json.TryGetProperty(field, out var value) ? value.GetInt64() : absent;

    public long Micros(string field) => json.TryGetProperty(field, out var value) ? (long)(value.GetDecimal() * 1_000_000m) : 0;

    public DateTimeOffset At(string field) => DateTimeOffset.Parse(Text(field), CultureInfo.InvariantCulture);
}
