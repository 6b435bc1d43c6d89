using System.Text;

namespace Millrace.App.Bench.Tables;

/// <summary>Texts in the framework's dictionary as strings, looked for by characters on the stack. A list leads back from the number.</summary>
internal sealed class StringTexts(KeyTexts texts) : ITable
{
    private const int CharactersMax = 64;

    private readonly Dictionary<string, int> table = new(StringComparer.Ordinal);
    private readonly List<string> byNumber = [];

    public void AddAll(ReadOnlySpan<int> order)
    {
        var lookup = table.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> characters = stackalloc char[CharactersMax];
        foreach (var text in order)
        {
            var written = characters[..Encoding.UTF8.GetChars(texts[text], characters)];
            if (!lookup.ContainsKey(written))
            {
                var made = new string(written);
                table.Add(made, byNumber.Count);
                byNumber.Add(made);
            }
        }
    }

    public long FindAll(ReadOnlySpan<int> order)
    {
        var lookup = table.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> characters = stackalloc char[CharactersMax];
        var found = 0L;
        foreach (var text in order)
        {
            var written = characters[..Encoding.UTF8.GetChars(texts[text], characters)];
            found += lookup.TryGetValue(written, out _) ? 1 : 0;
        }

        return found;
    }
}
