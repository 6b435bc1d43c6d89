namespace Millrace.Engine.Ingestion;

/// <summary>Lines one behind the other, each but perhaps the last with its end.</summary>
internal static class Lines
{
    /// <summary>The first of them, without its end.</summary>
    public static ReadOnlySpan<byte> First(ReadOnlySpan<byte> lines) =>
        lines.IndexOf((byte)'\n') is var end and >= 0 ? lines[..end] : lines;

    /// <summary>Those behind the first.</summary>
    /// <param name="length">Of the first, without its end.</param>
    public static ReadOnlySpan<byte> Behind(ReadOnlySpan<byte> lines, int length) =>
        length < lines.Length ? lines[(length + 1)..] : default;
}
