namespace Millrace.Sandbox.Platform;

/// <summary>One window of an account: from <paramref name="Start"/> up to <paramref name="End"/>, unix seconds.</summary>
/// <param name="OffsetSeconds">What local time is ahead of UTC.</param>
internal sealed record AccountHour(long Start, long End, int OffsetSeconds)
{
    public bool Has(long unixSeconds) => unixSeconds >= Start && unixSeconds < End;
}
