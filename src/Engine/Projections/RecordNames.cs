using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.Intrinsics;

namespace Millrace.Engine.Projections;

/// <summary>
/// Idempotency ids of version 2, in the form of the original's name-based UUID (version 3). An id is the exclusive or of
/// XxHash128s: one of ledger incarnation, publication, dataset, account and window start, and one of each dimension's text,
/// each with a seed of its own from the incarnation. A dimension's hash is taken once a block, and a row costs no hash. As
/// the seeds tell the places apart, two different cells get the same id only by a chance of 1 in 2^122 (tabulation hashing);
/// and nobody who does not know the incarnation can choose texts whose ids fall together.
/// </summary>
internal sealed class RecordNames : IDisposable
{
    private const int HashBytes = 16;

    private readonly ulong seed;
    private readonly byte[] shared = new byte[HashBytes + sizeof(long)];
    private readonly int[] firsts;
    private Vector128<byte>[] parts;
    private int used;

    /// <param name="columns">How many columns have parts of the name.</param>
    /// <param name="partsExpected">Of all columns together.</param>
    public RecordNames(ReadOnlySpan<byte> incarnation, int columns, int partsExpected)
    {
        seed = BinaryPrimitives.ReadUInt64LittleEndian(incarnation);
        parts = ArrayPool<Vector128<byte>>.Shared.Rent(partsExpected);
        firsts = new int[columns];
    }

    /// <summary>What is added next are the parts of a column, entry by entry.</summary>
    public void Begin(int column) => firsts[column] = used;

    /// <summary>What the names of all rows share; stands before the windows are added.</summary>
    public void Share(
        ReadOnlySpan<byte> incarnation,
        ulong publication,
        ReadOnlySpan<byte> datasetId,
        ReadOnlySpan<byte> advertiserId,
        ReadOnlySpan<byte> marketplaceId
    )
    {
        // Each text by a hash of its own length: ("ab", "c") and ("a", "bc") are different names.
        Span<byte> bytes = stackalloc byte[(4 * HashBytes) + sizeof(ulong)];
        incarnation.CopyTo(bytes);
        XxHash128.Hash(datasetId, bytes[HashBytes..]);
        XxHash128.Hash(advertiserId, bytes[(2 * HashBytes)..]);
        XxHash128.Hash(marketplaceId, bytes[(3 * HashBytes)..]);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[(4 * HashBytes)..], publication);
        XxHash128.Hash(bytes, shared, (long)seed);
    }

    public void AddWindow(long start)
    {
        BinaryPrimitives.WriteInt64LittleEndian(shared.AsSpan(HashBytes), start);
        Add(Hashed(shared, place: 0));
    }

    /// <summary>Adds the entry of a group.</summary>
    /// <param name="dimensions">Numbers of the group's dimensions.</param>
    /// <param name="values">Their texts, by number.</param>
    public void AddEntry(ReadOnlySpan<int> dimensions, BlockTexts texts, ReadOnlySpan<int> values)
    {
        var part = Vector128<byte>.Zero;
        for (var value = 0; value < dimensions.Length; value++)
        {
            part ^= Hashed(texts[values[value]], 1 + dimensions[value]);
        }

        Add(part);
    }

    /// <param name="entries">The row's entry in each column.</param>
    /// <param name="to">Takes the id, and is written up to <see cref="IdText.Room"/>.</param>
    public void WriteId(ReadOnlySpan<int> entries, Span<byte> to)
    {
        var id = Vector128<byte>.Zero;
        for (var column = RecordStep.WindowColumn; column < firsts.Length; column++)
        {
            id ^= parts[firsts[column] + entries[column]];
        }

        IdText.Write(id, to);
    }

    public void Dispose()
    {
        ArrayPool<Vector128<byte>>.Shared.Return(parts);
        parts = [];
    }

    private Vector128<byte> Hashed(ReadOnlySpan<byte> bytes, int place)
    {
        // Fibonacci's constant keeps the seeds far apart.
        var hash = XxHash128.HashToUInt128(bytes, (long)(seed + ((ulong)place * 0x9E3779B97F4A7C15)));
        return Vector128.Create((ulong)(hash >> 64), (ulong)hash).AsByte();
    }

    private void Add(Vector128<byte> part)
    {
        if (used == parts.Length)
        {
            Pooled.Grow(ref parts, used, used + 1);
        }

        parts[used++] = part;
    }
}
