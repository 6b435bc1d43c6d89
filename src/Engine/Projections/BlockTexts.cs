using System.Buffers;
using System.Runtime.InteropServices;
using Millrace.Contracts.Datasets;
using Millrace.Engine.Publication;

namespace Millrace.Engine.Projections;

/// <summary>The texts of a block, where they stand in it: those of the account, then the distinct ones of its rows.</summary>
internal sealed class BlockTexts : IDisposable
{
    public const int Advertiser = 0;
    public const int Marketplace = 1;
    private const int Currency = 2;
    private const int AccountTexts = 3;

    private readonly ArraySegment<byte> block;
    private readonly int count;
    private (int Offset, int Length)[] places;
    private int fresh = AccountTexts;

    public BlockTexts(ReadOnlyMemory<byte> block, ref BlockReader reader)
    {
        // Asked for at every text; a memory would look each time at what it is made of.
        this.block = MemoryMarshal.TryGetArray(block, out var segment) ? segment : block.ToArray();
        Span<(int, int)> account = stackalloc (int, int)[AccountTexts];
        foreach (ref var place in account)
        {
            place = Read(ref reader);
        }

        count = AccountTexts + reader.Count(1);
        places = ArrayPool<(int, int)>.Shared.Rent(count);
        account.CopyTo(places);
        Locate(ref reader);
    }

    public ReadOnlySpan<byte> this[int text] => block.AsSpan(places[text].Offset, places[text].Length);

    /// <summary>Which text a field of the account takes.</summary>
    public static int NumberOf(FieldSource source) =>
        source switch
        {
            FieldSource.AdvertiserId => Advertiser,
            FieldSource.MarketplaceId => Marketplace,
            FieldSource.Currency => Currency,
            _ => throw new ArgumentOutOfRangeException(nameof(source), source, "No text of the account."),
        };

    /// <summary>A text and all that stands behind it.</summary>
    public ReadOnlySpan<byte> WithRest(int text, out int length)
    {
        (var offset, length) = places[text];
        return block.AsSpan(offset);
    }

    /// <summary>The text that an entry names: 0 is the next one that was not named before, others count from 1.</summary>
    public int Named(ulong reference)
    {
        var text = reference == 0 ? (ulong)fresh++ : reference - 1 + AccountTexts;
        return text < (ulong)count ? (int)text : throw BlockReader.Damage("it names a text that it does not have");
    }

    public void Dispose()
    {
        ArrayPool<(int, int)>.Shared.Return(places);
        places = [];
    }

    /// <summary>The lengths of all texts stand before the texts, so that no place depends on another one's bytes.</summary>
    private void Locate(ref BlockReader reader)
    {
        var lengths = reader;
        var total = 0UL;
        for (var text = AccountTexts; text < count; text++)
        {
            var length = lengths.Varint();
            places[text] = ((int)total, (int)length);
            total += Math.Min(length, int.MaxValue);
        }

        lengths.Take((int)Math.Min(total, int.MaxValue));
        var first = lengths.Position - (int)total;
        foreach (ref var place in places.AsSpan(AccountTexts, count - AccountTexts))
        {
            place.Offset += first;
        }

        reader = lengths;
    }

    private static (int Offset, int Length) Read(ref BlockReader reader)
    {
        var length = reader.Bytes().Length;
        return (reader.Position - length, length);
    }
}
