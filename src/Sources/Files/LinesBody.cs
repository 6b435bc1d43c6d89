using System.Text;

namespace Millrace.Sources.Files;

/// <summary>Some lines of a query, to be sent at once.</summary>
/// <param name="Number">Place of the body among those of its query, from 0.</param>
/// <param name="Bytes">NDJSON.</param>
public sealed record LinesBody(int Number, int Lines, byte[] Bytes)
{
    private const int StartCharactersMax = 200;

    /// <summary>The beginning of a line, to find by what it says where it came from.</summary>
    /// <param name="line">Counted from 1.</param>
    public string Start(long line)
    {
        var rest = Bytes.AsSpan();
        for (var before = 1; before < line; before++)
        {
            rest = rest[(rest.IndexOf((byte)'\n') + 1)..];
        }

        var text = Encoding.UTF8.GetString(rest[..rest.IndexOf((byte)'\n')]);
        return text.Length > StartCharactersMax ? $"{text[..StartCharactersMax]}…" : text;
    }
}
