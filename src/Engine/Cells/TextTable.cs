using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Millrace.Engine.Cells;

/// <summary>
/// Texts by number: each distinct text stands once, and everything else holds its number. Numbers are given in the order in
/// which texts came; the hash is seeded per process, and the text itself is always compared.
/// </summary>
internal sealed class TextTable(long hashSeed)
{
    /// <summary>No text is longer.</summary>
    public const int TextBytesMax = ushort.MaxValue;

    private const byte ErasedMark = 0xFF;
    private const int FindAtOnce = 128;
    private const int FirstChunkBytes = 4 << 10;
    private const int ChunkBytes = 64 << 10;

    private readonly HashIndex index = new();
    private readonly List<byte[]> chunks = [];

    // Chunk, offset in it (16 bits) and length (16 bits) of each text.
    private ulong[] places = new ulong[16];
    private int chunk = -1;
    private int chunkUsed;

    public int Count { get; private set; }

    public ReadOnlySpan<byte> this[int number]
    {
        get
        {
            var place = places[number];
            return chunks[(int)(place >> 32)].AsSpan((int)(place >> 16) & 0xFFFF, (int)place & 0xFFFF);
        }
    }

    /// <summary>The number of a text, or -1 where it has none.</summary>
    public int Find(ReadOnlySpan<byte> text) => Find(text, XxHash3.HashToUInt64(text, hashSeed));

    /// <summary>
    /// The numbers of many texts, -1 where one has none. In steps over all of them, so that what each has to fetch from memory comes
    /// for several at once.
    /// </summary>
    /// <param name="bytes">Where the texts stand.</param>
    public void FindAll(ReadOnlySpan<byte> bytes, ReadOnlySpan<TextPlace> wanted, Span<int> found)
    {
        Span<ulong> hashes = stackalloc ulong[FindAtOnce];
        for (; !wanted.IsEmpty; wanted = wanted[hashes.Length..], found = found[hashes.Length..])
        {
            hashes = hashes[..Math.Min(FindAtOnce, wanted.Length)];
            for (var at = 0; at < hashes.Length; at++)
            {
                hashes[at] = XxHash3.HashToUInt64(wanted[at].In(bytes), hashSeed);
                index.Fetch(hashes[at]);
            }

            for (var at = 0; at < hashes.Length; at++)
            {
                var start = HashIndex.First(hashes[at]);
                if (index.TryNext(hashes[at], ref start, out found[at]))
                {
                    Prefetch.Line(in places[found[at]]);
                }
            }

            for (var at = 0; at < hashes.Length; at++)
            {
                if (found[at] >= 0)
                {
                    Prefetch.Line(in MemoryMarshal.GetReference(this[found[at]]));
                }
            }

            for (var at = 0; at < hashes.Length; at++)
            {
                var text = wanted[at].In(bytes);
                if (found[at] >= 0 && !this[found[at]].SequenceEqual(text))
                {
                    found[at] = Find(text, hashes[at]);
                }
            }
        }
    }

    /// <summary>The number of a text; it gets the next one where it has none.</summary>
    public int GetOrAdd(ReadOnlySpan<byte> text)
    {
        var hash = XxHash3.HashToUInt64(text, hashSeed);
        var number = Find(text, hash);
        return number >= 0 ? number : Add(text, hash);
    }

    /// <summary>The next number for a text, also where another has the same text.</summary>
    public int Append(ReadOnlySpan<byte> text) => Add(text, XxHash3.HashToUInt64(text, hashSeed));

    /// <summary>
    /// Takes a text away; its number stays. In its place stand the number behind a byte that no text has, so that what is erased is unlike
    /// every text and everything else that is erased.
    /// </summary>
    public void Erase(int number)
    {
        if (IsErased(number))
        {
            return;
        }

        var place = places[number];
        chunks[(int)(place >> 32)].AsSpan((int)(place >> 16) & 0xFFFF, (int)place & 0xFFFF).Clear();
        Span<byte> erased = stackalloc byte[1 + sizeof(int)];
        erased[0] = ErasedMark;
        BinaryPrimitives.WriteInt32LittleEndian(erased[1..], number);
        places[number] = Place(erased);
    }

    public bool IsErased(int number) => this[number] is [ErasedMark, _, _, _, _];

    /// <summary>Forgets all texts and keeps the memory.</summary>
    public void Clear()
    {
        index.Clear();
        Count = 0;
        chunk = -1;
        chunkUsed = 0;
    }

    private int Find(ReadOnlySpan<byte> text, ulong hash)
    {
        var place = HashIndex.First(hash);
        while (index.TryNext(hash, ref place, out var number))
        {
            if (this[number].SequenceEqual(text))
            {
                return number;
            }
        }

        return -1;
    }

    private int Add(ReadOnlySpan<byte> text, ulong hash)
    {
        var place = Place(text);
        if (Count == places.Length)
        {
            Array.Resize(ref places, Count * 2);
        }

        places[Count] = place;
        index.Add(hash, Count);
        return Count++;
    }

    /// <summary>Keeps the bytes of a text; answers where.</summary>
    private ulong Place(ReadOnlySpan<byte> text)
    {
        if (chunk < 0 || chunkUsed + text.Length > chunks[chunk].Length)
        {
            NextChunk();
        }

        text.CopyTo(chunks[chunk].AsSpan(chunkUsed));
        var place = ((ulong)chunk << 32) | ((ulong)chunkUsed << 16) | (uint)text.Length;
        chunkUsed += text.Length;
        return place;
    }

    private void NextChunk()
    {
        chunk++;
        chunkUsed = 0;
        if (chunk == chunks.Count)
        {
            chunks.Add(new byte[chunk == 0 ? FirstChunkBytes : ChunkBytes]);
        }
    }
}

/// <summary>Where a text stands in bytes that hold many.</summary>
internal readonly record struct TextPlace(int At, int Length)
{
    public ReadOnlySpan<byte> In(ReadOnlySpan<byte> bytes) => bytes.Slice(At, Length);
}
