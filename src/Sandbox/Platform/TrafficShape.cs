namespace Millrace.Sandbox.Platform;

/// <summary>How busy people are, by the local hour and day of the week; the mean over a week is 1.</summary>
internal static class TrafficShape
{
    private static readonly double[] ByHour =
    [
        0.55,
        0.35,
        0.24,
        0.18,
        0.16,
        0.22,
        0.40,
        0.66,
        0.90,
        1.05,
        1.14,
        1.18,
        1.22,
        1.20,
        1.15,
        1.14,
        1.18,
        1.26,
        1.38,
        1.58,
        1.78,
        1.82,
        1.50,
        0.98,
    ];

    // From Sunday.
    private static readonly double[] ByDay = [1.22, 1.02, 0.95, 0.92, 0.93, 0.90, 1.06];

    private static readonly double Mean = MeanOf(ByHour) * MeanOf(ByDay);

    /// <param name="localSeconds">Unix seconds plus the offset of the account.</param>
    public static double At(long localSeconds)
    {
        var day = (int)(((localSeconds / 86_400) + 4) % 7);
        return ByHour[(int)(localSeconds % 86_400 / 3600)] * ByDay[day] / Mean;
    }

    private static double MeanOf(double[] values)
    {
        // Added one after the other: another order would round otherwise.
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }
}
