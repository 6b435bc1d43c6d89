namespace Millrace.App.Bench.Tables;

/// <summary>Keys of cells: account and five numbers of texts, as so many combinations of 200 advertisers have them.</summary>
internal sealed class CellKeys
{
    public const int Numbers = 6;

    private readonly int[] numbers;

    public CellKeys(int count)
    {
        numbers = new int[count * Numbers];
        for (var key = 0; key < count; key++)
        {
            var (advertiser, rest) = (key % EventLines.Advertisers, key / EventLines.Advertisers);
            var (placement, keyword) = (rest % 4, rest / 4);
            var campaign = (advertiser * 25) + (keyword % 25);
            ReadOnlySpan<int> made =
            [
                advertiser,
                10 + campaign,
                10_010 + campaign,
                20_010 + (advertiser * 40) + (keyword % 40),
                40_000 + (keyword * EventLines.Advertisers) + advertiser,
                placement,
            ];
            made.CopyTo(numbers.AsSpan(key * Numbers));
        }
    }

    public ReadOnlySpan<int> All => numbers;

    public ReadOnlySpan<int> this[int key] => numbers.AsSpan(key * Numbers, Numbers);
}
