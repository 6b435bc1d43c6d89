using System.Diagnostics;

namespace Millrace.EndToEnd.Processes;

/// <summary>
/// Puts a folder on a disk of its own, of a few mebibytes, which only the process that is started with it sees: a mount in a namespace of
/// its own. What the folder has is there, too.
/// </summary>
internal static class SmallDisk
{
    private const string Script = """
        set -e
        mkdir -p "$1" "$1.disk"
        mount -t tmpfs -o size="$2"m tmpfs "$1.disk"
        cp -a "$1/." "$1.disk/"
        mount --bind "$1.disk" "$1"
        shift 2
        exec "$@"
        """;

    /// <summary>Whether this machine lets its users have such disks.</summary>
    public static bool IsThere()
    {
        try
        {
            using var process = Process.Start("unshare", ["-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]);
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <summary>The program and its first arguments, before those of the command that is to have the disk.</summary>
    public static string[] Before(string folder, int mebibytes) =>
        ["unshare", "-rm", "sh", "-c", Script, "sh", folder, $"{mebibytes}"];

    /// <summary>The folder as the process sees it.</summary>
    public static string Seen(int process, string folder) => $"/proc/{process}/root{folder}";
}
