using System.Text;

namespace Millrace.Sandbox.Platform;

/// <summary>How products and kinds are called on the wire.</summary>
internal static class Names
{
    private static readonly string[] Products = [.. Enum.GetNames<AdProduct>().Select(name => name.ToUpperInvariant())];
    private static readonly string[] Kinds = [.. Enum.GetNames<PlatformEventKind>().Select(SnakeCase)];
    private static readonly byte[][] KindsUtf8 = [.. Kinds.Select(Encoding.UTF8.GetBytes)];

    public static string Of(AdProduct product) => Products[(int)product];

    public static string Of(PlatformEventKind kind) => Kinds[(int)kind];

    public static ReadOnlySpan<byte> Utf8(PlatformEventKind kind) => KindsUtf8[(int)kind];

    /// <summary>Video5SecondView is video_5_second_view.</summary>
    private static string SnakeCase(string name)
    {
        var text = new StringBuilder();
        foreach (var letter in name)
        {
            var begins = char.IsUpper(letter) || char.IsDigit(letter);
            text.Append(begins && text.Length > 0 ? "_" : "").Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }
}
