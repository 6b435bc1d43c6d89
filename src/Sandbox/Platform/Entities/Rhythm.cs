namespace Millrace.Sandbox.Platform.Entities;

/// <summary>A beat every so many slices.</summary>
/// <param name="First">The slice in which the platform opens; nothing beats in it.</param>
/// <param name="Phase">How many slices of the first period are over by then.</param>
/// <param name="Period">In slices.</param>
internal readonly record struct Rhythm(long First, int Phase, int Period)
{
    /// <summary>How often it has beaten until a slice, and in it.</summary>
    public int Beats(long slice) => (int)((slice - First + Phase) / Period);

    public bool IsBeat(long slice) => slice > First && (slice - First + Phase) % Period == 0;

    /// <summary>The slice of the last beat; before there was one, the first slice.</summary>
    public long LastBeat(long slice) => Math.Max(First, slice - ((slice - First + Phase) % Period));
}
