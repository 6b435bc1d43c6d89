using Millrace.Runtime.Ports;

namespace Millrace.Storage;

/// <summary>The volume of a folder, asked of the system.</summary>
public sealed class VolumeSpace(string folder) : IFreeSpace
{
    private readonly DriveInfo drive = new(folder);

    public long? FreeBytes()
    {
        try
        {
            return drive.AvailableFreeSpace;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Network file systems and containers may not say; then the disk itself refuses what it has no room for.
            return null;
        }
    }
}
