using Microsoft.Data.Sqlite;
using Millrace.Runtime.Ports;

namespace Millrace.Storage;

/// <summary>
/// Tells a disk without room from other faults. SQLite answers SQLITE_FULL where the system says ENOSPC; where a quota or the memory beside
/// the log has no room, a write fails. A transaction that fails so is rolled back as a whole.
/// </summary>
internal static class FullDisk
{
    private const int Full = 13;
    private const int WriteFailed = 778;
    private const int SharedMemoryFailed = 4874;

    /// <inheritdoc cref="Told{T}(string, Func{T})"/>
    public static void Told(string what, Action write) =>
        Told(
            what,
            () =>
            {
                write();
                return true;
            }
        );

    /// <param name="what">What is written to, for the message.</param>
    /// <exception cref="StorageFullException">There is no room.</exception>
    public static T Told<T>(string what, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (SqliteException fault) when (fault.SqliteExtendedErrorCode is Full or WriteFailed or SharedMemoryFailed)
        {
            throw new StorageFullException(what, fault);
        }
    }
}
