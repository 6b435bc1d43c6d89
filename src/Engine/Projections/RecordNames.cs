using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Millrace.Engine.Projections;

/// <summary>
/// Idempotency ids of version 2, in the form of the original's name-based UUID (version 3). A row's name has 16 bytes for
/// ledger incarnation, publication, dataset, account and window start, and 16 for each group of dimensions; the id is its
/// XxHash128. Texts stand in it by their own hashes, which are taken once a block; as each has 16
/// bytes, ("ab", "c") and ("a", "bc") have different names. The incarnation seeds all hashes, so that nobody who does not
/// know it can choose texts whose ids fall together.
/// </summary>
internal sealed class RecordNames : IDisposable
{
    public const int HashBytes = 16;

    private readonly long seed;
    private readonly byte[] shared = new byte[HashBytes + sizeof(long)];
    private readonly Vector128<byte>[] name;
    private readonly int[] firsts;
    private Vector128<byte>[] parts;
    private int used;

    /// <param name="columns">How many columns have parts of the name.</param>
    /// <param name="partsExpected">Of all columns together.</param>
    public RecordNames(ReadOnlySpan<byte> incarnation, int columns, int partsExpected)
    {
        seed = BinaryPrimitives.ReadInt64LittleEndian(incarnation);
        parts = ArrayPool<Vector128<byte>>.Shared.Rent(partsExpected);
        name = new Vector128<byte>[columns - RecordStep.WindowColumn];
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
        Span<byte> bytes = stackalloc byte[(4 * HashBytes) + sizeof(ulong)];
        incarnation.CopyTo(bytes);
        Hash(datasetId, bytes[HashBytes..]);
        Hash(advertiserId, bytes[(2 * HashBytes)..]);
        Hash(marketplaceId, bytes[(3 * HashBytes)..]);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[(4 * HashBytes)..], publication);
        Hash(bytes, shared);
    }

    public void AddWindow(long start)
    {
        BinaryPrimitives.WriteInt64LittleEndian(shared.AsSpan(HashBytes), start);
        Add(Hashed(shared));
    }

    /// <param name="hashes">The hashes of an entry's dimensions, side by side.</param>
    public void AddEntry(ReadOnlySpan<byte> hashes) =>
        Add(hashes.Length == HashBytes ? Vector128.Create(hashes) : Hashed(hashes));

    /// <summary>Hashes a text to 16 bytes.</summary>
    public void Hash(ReadOnlySpan<byte> text, Span<byte> to) => XxHash128.Hash(text, to, seed);

    /// <param name="entries">The row's entry in each column.</param>
    /// <param name="to">Takes the id, and is written up to <see cref="IdText.Room"/>.</param>
    public void WriteId(ReadOnlySpan<int> entries, Span<byte> to)
    {
        for (var column = RecordStep.WindowColumn; column < firsts.Length; column++)
        {
            name[column - RecordStep.WindowColumn] = parts[firsts[column] + entries[column]];
        }

        IdText.Write(Hashed(MemoryMarshal.AsBytes(name.AsSpan())), to);
    }

    public void Dispose()
    {
        ArrayPool<Vector128<byte>>.Shared.Return(parts);
        parts = [];
    }

    private Vector128<byte> Hashed(ReadOnlySpan<byte> bytes)
    {
        var hash = XxHash128.HashToUInt128(bytes, seed);
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
