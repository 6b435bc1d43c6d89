using System.Globalization;
using System.Text;

namespace Millrace.Sandbox.Objects.Wire;

/// <summary>
/// Takes apart bodies of <c>Content-Encoding: aws-chunked</c> (S3 API reference, "SigV4 streaming"): a length in hexadecimal digits and
/// perhaps a signature, the bytes, and at the end headers. Signatures of chunks are not verified.
/// </summary>
internal static class ChunkedBody
{
    private static ReadOnlySpan<byte> LineEnd => "\r\n"u8;

    /// <exception cref="ObjectError">The body is not of that form, or was cut.</exception>
    public static byte[] Decode(ReadOnlySpan<byte> body)
    {
        using var whole = new MemoryStream(body.Length);
        while (true)
        {
            var end = body.IndexOf(LineEnd);
            if (end < 0)
            {
                throw ObjectError.IncompleteBody();
            }

            var size = Size(body[..end]);
            body = body[(end + LineEnd.Length)..];
            if (size == 0)
            {
                return whole.ToArray();
            }

            if (body.Length - LineEnd.Length < size || !body[size..].StartsWith(LineEnd))
            {
                throw ObjectError.IncompleteBody();
            }

            whole.Write(body[..size]);
            body = body[(size + LineEnd.Length)..];
        }
    }

    private static int Size(ReadOnlySpan<byte> line)
    {
        var mark = line.IndexOf((byte)';');
        var digits = Encoding.ASCII.GetString(mark < 0 ? line : line[..mark]);
        return int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size) && size >= 0
            ? size
            : throw ObjectError.IncompleteBody();
    }
}
