namespace Millrace.Runtime;

/// <summary>Waits between attempts that fail: each is twice the one before, up to a longest.</summary>
internal static class DoublingWait
{
    // Beyond it every wait is longer than any longest, and must not leave the range of times.
    private const int DoublingsMax = 20;

    /// <param name="attempt">How many failed before this one.</param>
    public static TimeSpan After(TimeSpan first, TimeSpan longest, int attempt)
    {
        var wait = first * Math.Pow(2, Math.Min(attempt, DoublingsMax));
        return wait < longest ? wait : longest;
    }
}
