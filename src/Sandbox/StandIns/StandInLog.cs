using Microsoft.Extensions.Logging;

namespace Millrace.Sandbox.StandIns;

/// <summary>What the stand-ins write down.</summary>
internal static partial class StandInLog
{
    [LoggerMessage(1, LogLevel.Error, "A call to a stand-in failed.")]
    public static partial void CallFailed(ILogger log, Exception error);

    [LoggerMessage(2, LogLevel.Error, "Delivering the records of streams failed; it is tried again.")]
    public static partial void DeliveryFailed(ILogger log, Exception error);
}
