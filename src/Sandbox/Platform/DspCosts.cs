namespace Millrace.Sandbox.Platform;

/// <summary>The four costs of DSP that an event carries, micros of the account's currency.</summary>
internal readonly record struct DspCosts(long Supply, long Agency, long Audience, long Console)
{
    /// <summary>Agency and platform take shares of what the place costs; a fee is for the use of the platform alone.</summary>
    public static DspCosts Of(in PlatformEvent happened) =>
        happened.Kind == PlatformEventKind.Fee
            ? new(0, happened.CostMicros / 4, happened.CostMicros / 2, happened.CostMicros / 3)
            : new(happened.CostMicros, happened.CostMicros / 8, happened.CostMicros / 20, happened.CostMicros / 33);

    public long Total => Supply + Agency + Audience + Console;
}
