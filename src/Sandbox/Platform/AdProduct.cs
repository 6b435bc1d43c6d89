namespace Millrace.Sandbox.Platform;

/// <summary>The products of which campaigns are made. On the wire they stand in capitals.</summary>
public enum AdProduct : byte
{
    Sp,
    Sb,
    Sd,
    Dsp,
}
