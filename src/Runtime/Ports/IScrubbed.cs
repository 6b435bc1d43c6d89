namespace Millrace.Runtime.Ports;

/// <summary>
/// The files of a store, where what is removed stays in unused space until that is used again. To write them anew takes time by their size,
/// in which nothing else is written.
/// </summary>
public interface IScrubbed
{
    /// <summary>Since when it has been owed to write them anew; null: it is not.</summary>
    ValueTask<DateTimeOffset?> ScrubOwedSinceAsync(CancellationToken cancel);

    /// <summary>
    /// Writes them anew: when it returns, nothing that was removed or replaced before the call stands in any of them, and nothing is owed but
    /// what was removed since.
    /// </summary>
    /// <exception cref="IOException">Somebody else keeps the store from it; try again.</exception>
    /// <exception cref="StorageFullException">There is no room for it; try again.</exception>
    ValueTask ScrubAsync(CancellationToken cancel);
}
