using System.Text;

namespace Millrace.Destinations.Aws;

/// <summary>Puts text together in a buffer that is large enough.</summary>
internal ref struct AsciiText(Span<byte> buffer)
{
    private readonly Span<byte> buffer = buffer;
    private int length;

    public readonly ReadOnlySpan<byte> Written => buffer[..length];

    public void Append(ReadOnlySpan<char> text) => length += Encoding.UTF8.GetBytes(text, buffer[length..]);

    public void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(buffer[length..]);
        length += text.Length;
    }

    public void AppendHex(ReadOnlySpan<byte> bytes)
    {
        Convert.TryToHexStringLower(bytes, buffer[length..], out var written);
        length += written;
    }
}
