using System.Globalization;

namespace Millrace.Unit.Engine.Differential;

/// <summary>What happens to a partition, one step after the other, from a moment on (unix seconds).</summary>
internal sealed record History(long Start, IReadOnlyList<HistoryStep> Steps)
{
    /// <summary>Of the accounts ADV0, ADV1, ….</summary>
    public static readonly string[] Zones = ["America/Los_Angeles", "Asia/Kolkata", "Australia/Lord_Howe", "Asia/Kathmandu"];

    /// <summary>The account's number.</summary>
    public static int AccountOf(string advertiser) => int.Parse(advertiser.AsSpan("ADV".Length), CultureInfo.InvariantCulture);

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"from {DateTimeOffset.FromUnixTimeSeconds(Start):yyyy-MM-dd'T'HH:mm:ss'Z'} on\n  {string.Join("\n  ", Steps)}"
        );
}
