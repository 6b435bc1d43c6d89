using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Millrace.Sandbox.StandIns.Faults;
using Millrace.Sandbox.StandIns.Store;

namespace Millrace.Sandbox.StandIns;

/// <summary>What the stand-ins for S3, STS and Firehose work with.</summary>
/// <param name="Closing">Ends what waits when the stand-ins close.</param>
internal sealed record StandInServices(
    SerialStore<StandInTurn> Store,
    FaultRules Faults,
    AwsStandInOptions Options,
    TimeProvider WallTime,
    CancellationToken Closing
)
{
    public ILogger Log { get; set; } = NullLogger.Instance;

    public string AccountId => Options.Queues.AccountId;

    /// <summary>Whether a failed call can and must still be answered as our own fault; it is written down then.</summary>
    public bool IsOurs(Exception error, HttpContext http)
    {
        if (http.RequestAborted.IsCancellationRequested || error is BadHttpRequestException)
        {
            // The caller has gone and nobody reads an answer, or it is the caller's fault.
            return false;
        }

        StandInLog.CallFailed(Log, error);
        return !http.Response.HasStarted;
    }
}
