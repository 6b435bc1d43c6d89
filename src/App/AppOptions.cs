using System.CommandLine;
using System.CommandLine.Parsing;

namespace Millrace.App;

/// <summary>Options that several commands have.</summary>
internal static class AppOptions
{
    public static Option<DirectoryInfo> Data() =>
        new("--data") { Description = "The data folder.", DefaultValueFactory = _ => new("millrace-data") };

    public static Option<Uri> Listen(string address) =>
        new("--listen")
        {
            Description = "Where it listens; port 0 takes a free one.",
            DefaultValueFactory = _ => new(address),
            CustomParser = result => ReadAddress(result)!,
        };

    /// <summary>An http or https address.</summary>
    public static Option<Uri?> Address(string name, string description) =>
        new(name) { Description = description, CustomParser = ReadAddress };

    private static Uri? ReadAddress(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        {
            return address;
        }

        result.AddError($"'{text}' is not an address, such as http://127.0.0.1:8700.");
        return null;
    }
}
