using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Partitions;

/// <summary>The partition could not take the command now; nothing of it counts. The same command may be sent again.</summary>
public sealed class PartitionUnavailableException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>The disk had no room.</summary>
    public bool IsFull => InnerException is StorageFullException;
}
