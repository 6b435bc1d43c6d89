namespace Millrace.Engine.Publication;

/// <summary>
/// Writes blocks of version 3, whose rows are whole messages:
/// <list type="number">
/// <item>The version in one byte, dataset id, publication number, and the id of the subscription that alone is to get it; empty: all of the
/// stream's.</item>
/// <item>How many messages; then of each the JSON object, and what is put before its last brace for those who ask for it.</item>
/// <item>The XxHash3 of all before, in 8 bytes (little endian).</item>
/// </list>
/// Numbers are varints; texts stand behind their length in bytes.
/// </summary>
internal sealed class DocumentBlockWriter(string dataset, string recipient)
{
    public const byte FormatVersion = 3;

    private readonly BlockBytes messages = new(1024);

    public int Count { get; private set; }

    /// <summary>Bytes of the messages so far.</summary>
    public int Length => messages.Length;

    /// <param name="extra">A fragment that begins with a comma, or nothing.</param>
    public void Add(ReadOnlySpan<byte> message, ReadOnlySpan<byte> extra)
    {
        messages.Bytes(message);
        messages.Bytes(extra);
        Count++;
    }

    /// <summary>The block, after which the next one begins.</summary>
    public byte[] Finish(long publication)
    {
        var block = new BlockBytes(messages.Length + 128);
        block.Raw([FormatVersion]);
        block.Bytes(System.Text.Encoding.UTF8.GetBytes(dataset));
        block.Varint((ulong)publication);
        block.Bytes(System.Text.Encoding.UTF8.GetBytes(recipient));
        block.Varint((ulong)Count);
        block.Raw(messages.Written);
        block.Take(BlockHash.Bytes);
        var bytes = block.Written.ToArray();
        BlockHash.Seal(bytes);
        messages.Clear();
        Count = 0;
        return bytes;
    }
}
