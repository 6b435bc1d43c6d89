using Microsoft.Extensions.Logging;

namespace Millrace.Landing;

/// <summary>What the landing tells; never the body of a message.</summary>
internal static partial class LandingLog
{
    [LoggerMessage(1, LogLevel.Warning, "Nothing received from {Queue}: {Fault}")]
    public static partial void NotReceived(ILogger logger, string queue, string fault);

    [LoggerMessage(2, LogLevel.Error, "{Count} messages not stored: {Fault}")]
    public static partial void NotStored(ILogger logger, int count, string fault);

    [LoggerMessage(3, LogLevel.Warning, "{Count} messages of {Queue} not deleted, they will come again: {Fault}")]
    public static partial void NotDeleted(ILogger logger, int count, string queue, string fault);

    [LoggerMessage(4, LogLevel.Information, "Confirmed {Topic}")]
    public static partial void Confirmed(ILogger logger, string topic);

    [LoggerMessage(5, LogLevel.Warning, "Not confirmed {Topic}: {Fault}")]
    public static partial void NotConfirmed(ILogger logger, string topic, string fault);
}
