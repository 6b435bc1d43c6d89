using System.Text;

namespace Millrace.Sandbox.Platform;

/// <summary>Where ads are shown (wire contract, 4.2).</summary>
internal static class Placements
{
    public static IReadOnlyList<string> Names { get; } =
    ["Top of Search on-Amazon", "Detail Page on-Amazon", "Other on-Amazon", "Off Amazon"];

    public static IReadOnlyList<ReadOnlyMemory<byte>> Utf8 { get; } =
    [.. Names.Select(name => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(name)))];

    /// <summary>How often each is drawn.</summary>
    public static Skew Skew { get; } = new([0.34, 0.40, 0.20, 0.06]);

    /// <summary>By how much each changes the likelihood of a click.</summary>
    public static IReadOnlyList<double> ClickFactor { get; } = [1.5, 0.8, 0.7, 0.5];
}
