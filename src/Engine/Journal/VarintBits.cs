namespace Millrace.Engine.Journal;

/// <summary>Where the bits of a number are in eight bytes of which each says whether one more follows.</summary>
internal static class VarintBits
{
    public const ulong More = 0x8080_8080_8080_8080;

    public const ulong Value = 0x7F7F_7F7F_7F7F_7F7F;
}
