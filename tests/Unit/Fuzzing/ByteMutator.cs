namespace Millrace.Unit.Fuzzing;

/// <summary>Makes bytes odd: mostly still nearly right, because what is nearly right is what a reader gets wrong.</summary>
/// <param name="words">What the reader stumbles over; put in anywhere.</param>
internal sealed class ByteMutator(Random random, IReadOnlyList<byte[]> seeds, IReadOnlyList<byte[]> words)
{
    private const int BytesMax = 64 << 10;

    private static readonly byte[][] Anywhere =
    [
        [0],
        [0x7F],
        [0x80],
        [0xFF],
        [0xFF, 0xFF, 0xFF, 0xFF],
        [0xFF, 0xFF, 0xFF, 0xFF, 0x07],
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
        [0xC3, 0x28],
        [0xED, 0xA0, 0x80],
        [0xEF, 0xBB, 0xBF],
        [0xF0, 0x9F, 0x91, 0x9F],
    ];

    /// <summary>One of the seeds, changed once to four times, now and then not at all.</summary>
    public byte[] Next()
    {
        var bytes = seeds[random.Next(seeds.Count)];
        for (var times = random.Next(12) == 0 ? 0 : random.Next(1, 5); times > 0; times--)
        {
            bytes = Change(bytes);
        }

        return bytes.Length <= BytesMax ? bytes : bytes[..BytesMax];
    }

    private byte[] Change(byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            return Word();
        }

        var at = random.Next(bytes.Length);
        var some = Math.Min(bytes.Length - at, random.Next(1, 1 << random.Next(1, 8)));
        switch (random.Next(11))
        {
            case 0:
                return With(bytes, at, (byte)(bytes[at] ^ (1 << random.Next(8))));
            case 1:
                return With(bytes, at, (byte)random.Next(256));
            case 2:
                return [.. bytes.AsSpan(0, at), .. Word(), .. bytes.AsSpan(at)];
            case 3:
                return [.. bytes.AsSpan(0, at), .. Word(), .. bytes.AsSpan(at + some)];
            case 4:
                return [.. bytes.AsSpan(0, at), .. bytes.AsSpan(at + some)];
            case 5:
                return random.Next(4) == 0 ? bytes[..at] : With(bytes, at, bytes[random.Next(bytes.Length)]);
            case 6:
                return [.. bytes.AsSpan(0, at + some), .. bytes.AsSpan(at)];
            case 7:
                var other = seeds[random.Next(seeds.Count)];
                var cut = random.Next(other.Length + 1);
                return [.. bytes.AsSpan(0, at), .. other.AsSpan(cut)];
            case 8:
                return With(bytes, at, (byte)(bytes[at] + random.Next(-2, 3)));
            case 9:
                var to = random.Next(bytes.Length - some + 1);
                byte[] moved = [.. bytes];
                bytes.AsSpan(at, some).CopyTo(moved.AsSpan(to));
                return moved;
            default:
                // The head holds versions and counts: it is met too seldom otherwise.
                return With(bytes, random.Next(Math.Min(8, bytes.Length)), (byte)random.Next(256));
        }
    }

    private byte[] Word()
    {
        var from = words.Count > 0 && random.Next(4) != 0 ? words : Anywhere;
        return from[random.Next(from.Count)];
    }

    private static byte[] With(byte[] bytes, int at, byte value)
    {
        byte[] changed = [.. bytes];
        changed[at] = value;
        return changed;
    }
}
