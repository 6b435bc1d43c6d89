using System.CommandLine;

namespace Millrace.App;

/// <summary>Options that several commands have.</summary>
internal static class AppOptions
{
    public static Option<DirectoryInfo> Data() =>
        new("--data") { Description = "The data folder.", DefaultValueFactory = _ => new("millrace-data") };

    public static Option<Uri> Listen(string address) =>
        new("--listen") { Description = "Where it listens; port 0 takes a free one.", DefaultValueFactory = _ => new(address) };
}
