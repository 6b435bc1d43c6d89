namespace Millrace.Sandbox.Platform.Shoppers;

/// <summary>Some of the shoppers whose lives begin in the same hour.</summary>
/// <param name="Hour">Number of the UTC hour.</param>
/// <param name="Number">Among the parties of the hour.</param>
internal sealed record Party(long Hour, int Number, ActTimes Times)
{
    /// <summary>The second at which the slice of an act begins.</summary>
    public long Start(Act act) => (Hour * 3600) + (Times[(int)act] * TrafficSource.SliceSeconds);
}
