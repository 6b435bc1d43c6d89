using System.Globalization;

namespace Millrace.App.Bench;

/// <summary>Files of one run in the bench's folder, which are gone afterwards.</summary>
internal static class BenchFile
{
    private static int made;

    /// <summary>A name that no other run has.</summary>
    public static string New(string folder, string kind) =>
        Path.Combine(
            folder,
            string.Create(CultureInfo.InvariantCulture, $"{kind}-{Environment.ProcessId}-{Interlocked.Increment(ref made)}.db")
        );

    /// <summary>Bytes of a database and what lies beside it.</summary>
    public static long Bytes(string path) => All(path).Sum(file => new FileInfo(file).Length);

    public static void Delete(string path)
    {
        foreach (var file in All(path))
        {
            File.Delete(file);
        }
    }

    /// <summary>Refuses to begin what the disk cannot hold.</summary>
    /// <exception cref="InvalidOperationException">Less is free.</exception>
    public static void Need(string folder, long bytes)
    {
        var free = new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        if (free < bytes)
        {
            throw new InvalidOperationException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{folder} has {free / 1e9:0.0} GB free and {bytes / 1e9:0.0} GB are needed: make room, or name another disk by --folder."
                )
            );
        }
    }

    private static string[] All(string path) => Directory.GetFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + "*");
}
