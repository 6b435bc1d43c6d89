using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Millrace.Runtime.Space;

namespace Millrace.App.Serve;

/// <summary>--free-space-min: room on the disk that is kept back, in bytes.</summary>
internal static class SpaceOption
{
    private static readonly (string Unit, int Shift)[] Units = [("KiB", 10), ("MiB", 20), ("GiB", 30)];

    public static Option<long> Build() =>
        new("--free-space-min")
        {
            Description =
                "Free space on the disk below which new bodies are refused, such as 256MiB or 2GiB; 0: until it is full.",
            HelpName = "SIZE",
            DefaultValueFactory = _ => new SpaceOptions().FreeBytesMin,
            CustomParser = Parse,
        };

    /// <summary>Null where it is no size.</summary>
    public static long? Read(string text)
    {
        var (unit, shift) = Units.FirstOrDefault(one => text.EndsWith(one.Unit, StringComparison.OrdinalIgnoreCase));
        return
            long.TryParse(text[..^(unit?.Length ?? 0)], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number <= long.MaxValue >> shift >> 1
            ? number << shift
            : null;
    }

    private static long Parse(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (Read(text) is { } bytes)
        {
            return bytes;
        }

        result.AddError($"--free-space-min: '{text}' is no size: give bytes, or a number with KiB, MiB or GiB, such as 256MiB.");
        return 0;
    }
}
