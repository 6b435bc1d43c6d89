using System.IO.Hashing;

namespace Millrace.App.Bench.Tables;

/// <summary>
/// Texts in the framework's dictionary as the bytes they come in, looked for without a copy: what spares it the way through characters.
/// A list leads back from the number.
/// </summary>
internal sealed class BytesTexts(KeyTexts texts) : ITable
{
    private readonly Dictionary<byte[], int> table = new(new ByContent());
    private readonly List<byte[]> byNumber = [];

    public void AddAll(ReadOnlySpan<int> order)
    {
        var lookup = table.GetAlternateLookup<ReadOnlySpan<byte>>();
        foreach (var text in order)
        {
            if (!lookup.ContainsKey(texts[text]))
            {
                var made = texts[text].ToArray();
                table.Add(made, byNumber.Count);
                byNumber.Add(made);
            }
        }
    }

    public long FindAll(ReadOnlySpan<int> order)
    {
        var lookup = table.GetAlternateLookup<ReadOnlySpan<byte>>();
        var found = 0L;
        foreach (var text in order)
        {
            found += lookup.TryGetValue(texts[text], out _) ? 1 : 0;
        }

        return found;
    }

    private sealed class ByContent : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate) => (int)XxHash3.HashToUInt64(alternate, 42);

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
