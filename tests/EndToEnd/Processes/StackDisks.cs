namespace Millrace.EndToEnd.Processes;

/// <summary>Small disks of a stack, in mebibytes; null: the machine's own.</summary>
internal sealed record StackDisks
{
    public int? Serve { get; init; }

    public int? Land { get; init; }

    /// <summary>What serve is told besides.</summary>
    public IReadOnlyList<string> ServeOptions { get; init; } = [];

    public static string[] Before(string folder, int? mebibytes) => mebibytes is { } size ? SmallDisk.Before(folder, size) : [];
}
