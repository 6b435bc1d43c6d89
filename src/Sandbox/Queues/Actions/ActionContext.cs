using Millrace.Sandbox.Queues.Store;
using Millrace.Sandbox.Queues.Wire;
using Millrace.Sandbox.StandIns.Faults;
using Millrace.Sandbox.StandIns.Store;

namespace Millrace.Sandbox.Queues.Actions;

/// <summary>What every action works with.</summary>
/// <param name="Closing">Ends waiting receives when the stand-in closes.</param>
internal sealed record ActionContext(
    SerialStore<StoreTurn> Store,
    QueueSignals Signals,
    ServiceFaults Faults,
    QueueStandInOptions Options,
    TimeProvider WallTime,
    CancellationToken Closing
)
{
    /// <summary>What the policies of queues say to the publisher.</summary>
    public QueueAdmission Admission { get; } = new(Options);

    /// <exception cref="QueueError">The call names no queue, or one of another account.</exception>
    public string Queue(QueueCall call)
    {
        var (account, queue) = call.Target ?? throw QueueError.MissingParameter("QueueUrl");
        return account == Options.AccountId ? queue : throw QueueError.QueueDoesNotExist();
    }

    public string Url(QueueCall call, string queue) => $"{call.BaseUrl}/{Options.AccountId}/{queue}";
}
