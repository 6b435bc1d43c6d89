using System.Text;

namespace Millrace.Storage;

/// <summary>Files with keys in them.</summary>
public static class OwnersFile
{
    /// <summary>Writes a file for its owner's eyes only, and moves it into its place when it is whole.</summary>
    /// <param name="text">ASCII.</param>
    /// <param name="overwrite">Whether it may take the place of another.</param>
    /// <exception cref="IOException">It cannot be written, or there is another that it may not replace.</exception>
    public static void Write(string path, string text, bool overwrite)
    {
        var draft = path + ".new";
        File.Delete(draft);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(draft, options))
        {
            file.Write(Encoding.ASCII.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite);
    }
}
