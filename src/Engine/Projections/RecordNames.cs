using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;

namespace Millrace.Engine.Projections;

/// <summary>
/// Idempotency ids of version 2: the XxHash128 of ledger incarnation, publication, dataset, account, window start and
/// dimensions, in the form of the original's name-based UUID (version 3). Texts are hashed first, once a block; as each hash
/// has 16 bytes, ("ab", "c") and ("a", "bc") have different names. The incarnation seeds all hashes, so that nobody who
/// does not know it can choose texts whose ids fall together.
/// </summary>
internal sealed class RecordNames : IDisposable
{
    public const int IdBytes = 36;
    private const int HashBytes = 16;

    private readonly long seed;
    private readonly byte[] block = new byte[HashBytes];
    private readonly (int First, int Bytes)[] columns;
    private byte[] parts = ArrayPool<byte>.Shared.Rent(4096);
    private int used;

    /// <param name="columns">How many columns have parts of the name.</param>
    public RecordNames(
        int columns,
        ReadOnlySpan<byte> incarnation,
        ulong publication,
        ReadOnlySpan<byte> datasetId,
        ReadOnlySpan<byte> advertiserId,
        ReadOnlySpan<byte> marketplaceId
    )
    {
        this.columns = new (int, int)[columns];
        seed = BinaryPrimitives.ReadInt64LittleEndian(incarnation);
        Span<byte> name = stackalloc byte[HashBytes + sizeof(ulong) + (3 * HashBytes)];
        incarnation.CopyTo(name);
        BinaryPrimitives.WriteUInt64LittleEndian(name[HashBytes..], publication);
        var texts = name[(HashBytes + sizeof(ulong))..];
        XxHash128.Hash(datasetId, texts, seed);
        XxHash128.Hash(advertiserId, texts[HashBytes..], seed);
        XxHash128.Hash(marketplaceId, texts[(2 * HashBytes)..], seed);
        XxHash128.Hash(name, block, seed);
        Bytes = HashBytes;
    }

    /// <summary>Length of a row's name, before it is hashed.</summary>
    public int Bytes { get; private set; }

    /// <summary>Begins a column whose entries have so many bytes of the name.</summary>
    public void BeginColumn(int column, int bytes)
    {
        columns[column] = (used, bytes);
        Bytes += bytes;
    }

    public void BeginTextColumn(int column, int texts) => BeginColumn(column, texts * HashBytes);

    public void Add(long part) => BinaryPrimitives.WriteInt64LittleEndian(Take(sizeof(long)), part);

    public void Add(ReadOnlySpan<byte> text) => XxHash128.Hash(text, Take(HashBytes), seed);

    /// <param name="entries">The row's entry in each column.</param>
    /// <param name="name">Scratch of <see cref="Bytes"/>.</param>
    /// <param name="to">Takes <see cref="IdBytes"/>.</param>
    public void WriteId(ReadOnlySpan<int> entries, Span<byte> name, Span<byte> to)
    {
        block.CopyTo(name);
        var length = HashBytes;
        for (var column = 0; column < columns.Length; column++)
        {
            var (first, bytes) = columns[column];
            parts.AsSpan(first + (entries[column] * bytes), bytes).CopyTo(name[length..]);
            length += bytes;
        }

        Span<byte> hash = stackalloc byte[HashBytes];
        XxHash128.Hash(name[..length], hash, seed);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x30);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        new Guid(hash, bigEndian: true).TryFormat(to, out _);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(parts);
        parts = [];
    }

    private Span<byte> Take(int bytes)
    {
        if (used + bytes > parts.Length)
        {
            Pooled.Grow(ref parts, used, used + bytes);
        }

        used += bytes;
        return parts.AsSpan(used - bytes, bytes);
    }
}
