using System.Text;

namespace Millrace.Unit.Hostile;

/// <summary>What came back on a raw connection.</summary>
/// <param name="Status">0 where the connection was cut without an answer.</param>
/// <param name="Head">Status line and headers.</param>
internal sealed record RawAnswer(int Status, string Head, byte[] Body)
{
    public static RawAnswer Cut { get; } = new(0, "", []);

    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The first answer in what was received until the connection ended.</summary>
    public static RawAnswer Read(byte[] received)
    {
        var end = received.AsSpan().IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return Cut;
        }

        var head = Encoding.Latin1.GetString(received, 0, end);
        return new(int.Parse(head.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture), head, received[(end + 4)..]);
    }

    public IEnumerable<string> HeaderNames => Head.Split("\r\n").Skip(1).Select(line => line.Split(':')[0]);
}
