namespace Millrace.Sandbox.StandIns.Faults;

/// <summary>What goes wrong with a stand-in, on purpose. A fault that a service has no use for does nothing there.</summary>
/// <param name="Service">sqs, firehose, s3, sts, or <c>*</c>.</param>
/// <param name="Resource">
/// A queue's, stream's, bucket's or role's name in any region, or <c>*</c> for all that have no rule of their own for the fault.
/// </param>
/// <param name="Duplicate">Share of sent messages and records that are stored twice, 0 to 1.</param>
/// <param name="Reorder">Whether receives, and the objects of a stream, take what waits by chance.</param>
/// <param name="DelaySeconds">What is added to the delay of a message, or to the time a stream keeps a record, 0 to 900.</param>
/// <param name="Throttle">Share of calls that are answered with the service's error for too many, 0 to 1.</param>
/// <param name="Deny">Share of calls that are answered as forbidden, 0 to 1.</param>
/// <param name="Drop">Share of calls whose connection is cut before anything is done, 0 to 1.</param>
/// <param name="TimeOut">Share of calls that are done and not answered, 0 to 1.</param>
/// <param name="FailEntries">Share of the entries of send batches that fail on the service's side, 0 to 1.</param>
/// <param name="Times">After how many strikes the rule is gone; null: it stays.</param>
internal sealed record FaultRule(
    string Service = "*",
    string Resource = "*",
    double Duplicate = 0,
    bool Reorder = false,
    int DelaySeconds = 0,
    double Throttle = 0,
    double Deny = 0,
    double Drop = 0,
    double TimeOut = 0,
    double FailEntries = 0,
    long? Times = null
)
{
    private static readonly string[] Services = ["*", "sqs", "firehose", "s3", "sts"];

    /// <returns>Why the rule cannot be taken, or null.</returns>
    public string? Fault()
    {
        var faults = new List<string>();
        if (!Services.Contains(Service))
        {
            faults.Add($"service is '{Service}': give sqs, firehose, s3, sts or *");
        }

        if (string.IsNullOrEmpty(Resource))
        {
            faults.Add("resource is empty: give the name of a queue, stream, bucket or role, or *");
        }

        Share("duplicate", Duplicate);
        Share("throttle", Throttle);
        Share("deny", Deny);
        Share("drop", Drop);
        Share("time_out", TimeOut);
        Share("fail_entries", FailEntries);
        if (DelaySeconds is < 0 or > 900)
        {
            faults.Add($"delay_seconds is {DelaySeconds}: give 0 to 900");
        }

        if (Times <= 0)
        {
            faults.Add($"times is {Times}: give 1 or more, or leave it out");
        }

        return faults.Count == 0 ? null : string.Join("; ", faults);

        void Share(string name, double value)
        {
            if (value is not (>= 0 and <= 1))
            {
                faults.Add(FormattableString.Invariant($"{name} is {value}: give 0 to 1"));
            }
        }
    }
}
