namespace Millrace.Engine.Attribution;

/// <summary>The windows of the rule, in seconds; both ends belong to them.</summary>
internal static class Days
{
    public const uint One = 86_400;
    public const uint Seven = 7 * One;
    public const uint Fourteen = 14 * One;
    public const uint Thirty = 30 * One;

    /// <summary>So long a shopper is known to a brand after a purchase.</summary>
    public const uint Year = 365 * One;
}
