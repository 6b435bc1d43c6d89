using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace Millrace.Landing;

/// <summary>The landing's file takes nothing now, whatever is to be stored: the disk has no room, or cannot be written to.</summary>
internal sealed class LandingFileException(Exception cause)
    : Exception(
        $"{cause.Message.TrimEnd('.')}. The messages stay in the queue. If the disk has no room, make some: then the landing goes on by itself.",
        cause
    )
{
    /// <summary>Faults of the file and of the commit: they are not about what single messages say.</summary>
    public static bool IsCause(Exception fault) =>
        fault is DuckDBException { ErrorType: DuckDBErrorType.Io or DuckDBErrorType.Transaction or DuckDBErrorType.Fatal };
}
