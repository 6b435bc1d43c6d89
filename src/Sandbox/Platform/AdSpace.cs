namespace Millrace.Sandbox.Platform;

/// <summary>All that an account has of one ad product.</summary>
/// <param name="Targets">The most shown campaigns first.</param>
/// <param name="TargetSkew">How often each is drawn.</param>
/// <param name="Places">Where its ads are shown.</param>
/// <param name="PlaceSkew">How often each is drawn.</param>
internal sealed record AdSpace(
    IReadOnlyList<VirtualTarget> Targets,
    Skew TargetSkew,
    IReadOnlyList<VirtualPlace> Places,
    Skew PlaceSkew
);
