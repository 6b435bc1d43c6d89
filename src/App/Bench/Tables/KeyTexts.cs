using System.Globalization;
using System.Text;
using Millrace.Engine.Cells;

namespace Millrace.App.Bench.Tables;

/// <summary>Texts as the events have them: ids of 13 digits, and one keyword text among ten.</summary>
internal sealed class KeyTexts
{
    private const int TextBytesMax = 40;

    private readonly byte[] bytes;
    private readonly TextPlace[] places;

    public KeyTexts(int count)
    {
        bytes = new byte[count * TextBytesMax];
        places = new TextPlace[count];
        var end = 0;
        for (var number = 0; number < count; number++)
        {
            var text = string.Create(
                CultureInfo.InvariantCulture,
                $"{(number % 10 == 0 ? "running shoes " : "")}{7_000_000_000_000L + number}"
            );
            places[number] = new(end, Encoding.ASCII.GetBytes(text, bytes.AsSpan(end)));
            end += text.Length;
        }
    }

    public ReadOnlySpan<byte> Bytes => bytes;

    public TextPlace Place(int text) => places[text];

    public ReadOnlySpan<byte> this[int text] => places[text].In(bytes);
}
