namespace Millrace.Engine.Ingestion;

/// <summary>The windows that a part's events fall into, numbered in the order in which they came.</summary>
internal sealed class PartWindows
{
    // Odd and without a pattern: no two windows turn a hash into the same one.
    private static readonly UInt128 Factor = new(0x9E37_79B9_7F4A_7C15, 0xF39C_C060_5CED_C835);

    private readonly List<long> starts = [];
    private readonly List<UInt128> salts = [];
    private readonly Dictionary<long, int> numbers = [];

    public int Count => starts.Count;

    /// <summary>When the window begins, unix seconds.</summary>
    public long this[int number] => starts[number];

    /// <summary>What tells hashes of the window from those of others.</summary>
    public UInt128 Salt(int number) => salts[number];

    public static UInt128 SaltOf(long start) => unchecked((ulong)start * Factor);

    /// <summary>The number of a window.</summary>
    /// <param name="start">Unix seconds.</param>
    public int Number(long start)
    {
        if (!numbers.TryGetValue(start, out var number))
        {
            numbers.Add(start, number = starts.Count);
            starts.Add(start);
            salts.Add(SaltOf(start));
        }

        return number;
    }

    public void Clear()
    {
        starts.Clear();
        salts.Clear();
        numbers.Clear();
    }
}
