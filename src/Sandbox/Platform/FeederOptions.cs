namespace Millrace.Sandbox.Platform;

/// <summary>How the feeder posts.</summary>
public sealed record FeederOptions
{
    /// <summary>The key that may write to the platform's accounts.</summary>
    public required string IngestKey { get; init; }

    /// <summary>Lines of one body.</summary>
    public int BatchLinesMax { get; init; } = 5000;

    /// <summary>Where progress is kept; null keeps none.</summary>
    public string? ProgressFile { get; init; }

    /// <summary>For how long one body is tried, on the wall clock, when the deployment is busy or not to be reached.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The wait after the first fault; it doubles with each.</summary>
    public TimeSpan WaitMin { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait after a fault, and the wait after a 429 that does not say when to come again.</summary>
    public TimeSpan WaitMax { get; init; } = TimeSpan.FromSeconds(5);

    internal void Check()
    {
        var faults = new List<string>();
        if (IngestKey.Length == 0 || IngestKey.Any(letter => letter is <= ' ' or > '~'))
        {
            faults.Add($"{nameof(IngestKey)} must be the key as it was shown, without spaces");
        }

        if (BatchLinesMax is < 1 or > 100_000)
        {
            faults.Add($"{nameof(BatchLinesMax)} is {BatchLinesMax}, must be from 1 to 100000");
        }

        if (WaitMin <= TimeSpan.Zero || WaitMax < WaitMin || GiveUpAfter < TimeSpan.Zero)
        {
            faults.Add($"{nameof(WaitMin)}, {nameof(WaitMax)} and {nameof(GiveUpAfter)} must be positive and in this order");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException($"The feeder cannot start: {string.Join("; ", faults)}.");
        }
    }
}
