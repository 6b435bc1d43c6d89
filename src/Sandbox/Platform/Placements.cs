namespace Millrace.Sandbox.Platform;

/// <summary>Where ads are shown in searches and on pages of products (wire contract, 4.2).</summary>
internal static class Placements
{
    public static IReadOnlyList<VirtualPlace> All { get; } =
    [
        new(1.5, ("placement", "Top of Search on-Amazon")),
        new(0.8, ("placement", "Detail Page on-Amazon")),
        new(0.7, ("placement", "Other on-Amazon")),
        new(0.5, ("placement", "Off Amazon")),
    ];

    /// <summary>How often each is drawn.</summary>
    public static Skew Skew { get; } = new([0.34, 0.40, 0.20, 0.06]);
}
