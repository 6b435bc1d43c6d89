namespace Millrace.Sandbox.Queues.Faults;

/// <summary>What goes wrong with a queue, on purpose.</summary>
/// <param name="Queue">A queue's name in any region, or <c>*</c> for every queue that has no rule of its own for the fault.</param>
/// <param name="Duplicate">Share of sent messages that are stored twice under one message id, 0 to 1.</param>
/// <param name="Reorder">Whether receives pick from the visible messages by chance.</param>
/// <param name="DelaySeconds">What is added to the delay of every sent message, 0 to 900.</param>
/// <param name="Throttle">Share of calls to the queue that are answered with <c>RequestThrottled</c>, 0 to 1.</param>
/// <param name="FailEntries">Share of the entries of send batches that fail on the queue's side, 0 to 1.</param>
/// <param name="Times">After how many strikes the rule is gone; null: it stays.</param>
internal sealed record FaultRule(
    string Queue = "*",
    double Duplicate = 0,
    bool Reorder = false,
    int DelaySeconds = 0,
    double Throttle = 0,
    double FailEntries = 0,
    long? Times = null
)
{
    /// <returns>Why the rule cannot be taken, or null.</returns>
    public string? Fault()
    {
        var faults = new List<string>();
        if (string.IsNullOrEmpty(Queue))
        {
            faults.Add("queue is empty: give a queue's name or *");
        }

        Share("duplicate", Duplicate);
        Share("throttle", Throttle);
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
