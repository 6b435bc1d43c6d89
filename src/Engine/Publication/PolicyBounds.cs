using System.Globalization;
using Millrace.Contracts.Datasets;

namespace Millrace.Engine.Publication;

/// <summary>What a policy must be like.</summary>
internal static class PolicyBounds
{
    private static readonly TimeSpan CadenceMin = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan CadenceMax = TimeSpan.FromDays(1);
    private static readonly TimeSpan GraceMax = TimeSpan.FromHours(12);
    private static readonly TimeSpan SpreadMax = TimeSpan.FromHours(1);
    private static readonly TimeSpan HorizonMin = TimeSpan.FromHours(1);

    public static IEnumerable<string> Faults(DatasetDeclaration dataset, PublicationPolicy policy)
    {
        string? Outside(string key, TimeSpan value, TimeSpan least, TimeSpan most) =>
            value < least || value > most || value.Ticks % TimeSpan.TicksPerSecond != 0
                ? $"{dataset.Id}.{key} is {Text(value)}: it must be whole seconds, from {Text(least)} to {Text(most)}."
                : null;

        string?[] faults =
        [
            Outside("cadence", policy.Cadence, CadenceMin, CadenceMax)
                ?? (
                    CadenceMax.Ticks % policy.Cadence.Ticks == 0
                        ? null
                        : $"{dataset.Id}.cadence is {Text(policy.Cadence)}: it must divide a day, such as 15m, 1h or 6h."
                ),
            Outside("grace", policy.Grace, TimeSpan.Zero, GraceMax),
            Outside("spread", policy.Spread, TimeSpan.Zero, SpreadMax),
            Outside("horizon", policy.Horizon, HorizonMin, PublicationPolicies.HorizonMax(dataset)),
        ];
        return faults.OfType<string>();
    }

    /// <summary>In the largest unit of which it is a whole number, such as 90m.</summary>
    public static string Text(TimeSpan span)
    {
        var (ticks, unit) = span switch
        {
            _ when span.Ticks % TimeSpan.TicksPerSecond != 0 => (TimeSpan.TicksPerMillisecond, "ms"),
            _ when span.Ticks % TimeSpan.TicksPerMinute != 0 || span == TimeSpan.Zero => (TimeSpan.TicksPerSecond, "s"),
            _ when span.Ticks % TimeSpan.TicksPerHour != 0 => (TimeSpan.TicksPerMinute, "m"),
            _ when span.Ticks % TimeSpan.TicksPerDay != 0 => (TimeSpan.TicksPerHour, "h"),
            _ => (TimeSpan.TicksPerDay, "d"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{span.Ticks / ticks}{unit}");
    }
}
