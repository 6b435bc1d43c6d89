namespace Millrace.Runtime.Ports;

/// <summary>The disk has no room for a write: nothing of it was written, and the same write may be tried again. Reads go on.</summary>
/// <param name="what">What has no room, such as "ledger".</param>
public sealed class StorageFullException(string what, Exception cause)
    : Exception($"The {what} has no room on its disk ({cause.Message}). {Remedy}", cause)
{
    /// <summary>What to do about it.</summary>
    public const string Remedy =
        "Free space on the volume of the data folder or enlarge the volume: then everything goes on by itself.";
}
