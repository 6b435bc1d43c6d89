namespace Millrace.Landing.Querying;

/// <summary>
/// The file beside the DuckDB file that names the address of the running landing: DuckDB lets one process in, the others ask it.
/// </summary>
public sealed class EndpointFile : IDisposable
{
    public const string Name = "landing.endpoint";
    private readonly string path;
    private readonly string text;

    private EndpointFile(string path, string text)
    {
        this.path = path;
        this.text = text;
    }

    /// <summary>Writes the address; the file is taken away when this is disposed.</summary>
    public static EndpointFile Write(string dataFolder, Uri address)
    {
        var file = new EndpointFile(Path.Combine(dataFolder, Name), address.GetLeftPart(UriPartial.Authority));
        var draft = $"{file.path}.new";
        File.WriteAllText(draft, file.text);
        File.Move(draft, file.path, overwrite: true);
        return file;
    }

    /// <summary>The address that stands in the folder, or null; whether it answers is another question.</summary>
    public static Uri? Read(string dataFolder)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(dataFolder, Name)).Trim();
            return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.IsLoopback ? address : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        // Another landing may have written its own address since.
        if (File.Exists(path) && File.ReadAllText(path).Trim() == text)
        {
            File.Delete(path);
        }
    }
}
