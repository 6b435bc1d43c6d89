namespace Millrace.EndToEnd.Queues;

/// <summary>Programs of other people on this machine.</summary>
internal static class OtherPrograms
{
    /// <summary>The first of several that is there, by path or by name.</summary>
    public static string? Find(params string[] programs) => programs.FirstOrDefault(OnThisMachine);

    private static bool OnThisMachine(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(folder => File.Exists(Path.Combine(folder, program)));
}
