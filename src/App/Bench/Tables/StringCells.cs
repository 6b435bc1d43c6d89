using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Millrace.App.Bench.Tables;

/// <summary>
/// Cells by one string, which is how such a key is written first: its numbers behind each other, looked for by characters on the stack.
/// </summary>
internal sealed class StringCells(CellKeys keys) : ITable
{
    private const int CharactersMax = 80;

    private readonly Dictionary<string, CellSums> table = new(StringComparer.Ordinal);

    public void AddAll(ReadOnlySpan<int> order)
    {
        var lookup = table.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> characters = stackalloc char[CharactersMax];
        foreach (var key in order)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(lookup, Written(keys[key], characters), out _).Impressions = 1;
        }
    }

    public long FindAll(ReadOnlySpan<int> order)
    {
        var lookup = table.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> characters = stackalloc char[CharactersMax];
        var found = 0L;
        foreach (var key in order)
        {
            ref var sums = ref CollectionsMarshal.GetValueRefOrNullRef(lookup, Written(keys[key], characters));
            found += Unsafe.IsNullRef(ref sums) ? 0 : sums.Impressions;
        }

        return found;
    }

    private static ReadOnlySpan<char> Written(ReadOnlySpan<int> key, Span<char> characters)
    {
        var length = 0;
        foreach (var number in key)
        {
            number.TryFormat(characters[length..], out var written, provider: CultureInfo.InvariantCulture);
            length += written;
            characters[length++] = '|';
        }

        return characters[..length];
    }
}
