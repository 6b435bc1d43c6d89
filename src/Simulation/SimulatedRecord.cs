using System.Globalization;
using System.Text.Json;

namespace Millrace.Simulation;

/// <summary>A delivered record, as a subscriber reads it.</summary>
internal sealed record SimulatedRecord(string Id, CellName Cell, CellSum Sum)
{
    public static SimulatedRecord Read(string body)
    {
        using var json = JsonDocument.Parse(body);
        string Text(string name) => json.RootElement.GetProperty(name).GetString()!;
        long Number(string name) => json.RootElement.GetProperty(name).GetInt64();
        var cost = decimal.Parse(json.RootElement.GetProperty("cost").GetRawText(), CultureInfo.InvariantCulture);
        return new(
            Text("idempotency_id"),
            new(Text("advertiser_id"), Text("time_window_start"), Text("campaign_id"), Text("keyword_id")),
            new(Number("impressions"), Number("clicks"), cost)
        );
    }
}

/// <param name="Window">time_window_start as on the wire.</param>
internal sealed record CellName(string Advertiser, string Window, string Campaign, string Keyword)
{
    /// <summary>The account's day in which the window begins.</summary>
    public DateOnly Day => DateOnly.ParseExact(Window.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>When the window is over.</summary>
    public DateTimeOffset End => DateTimeOffset.Parse(Window, CultureInfo.InvariantCulture).AddHours(1);
}

internal readonly record struct CellSum(long Impressions, long Clicks, decimal Cost)
{
    public static CellSum operator +(CellSum left, CellSum right) =>
        new(left.Impressions + right.Impressions, left.Clicks + right.Clicks, left.Cost + right.Cost);
}
