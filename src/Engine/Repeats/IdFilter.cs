using System.Runtime.InteropServices;

namespace Millrace.Engine.Repeats;

/// <summary>
/// Says of most ids that they are not among many, in two bytes an id: a Bloom filter whose bits for one id lie in one cache line. Ids are
/// hashes already, so their own bits choose.
/// </summary>
internal sealed class IdFilter
{
    private const int BitsPerId = 16;
    private const int LineBits = 512;
    private const int WordsPerLine = LineBits / 64;
    private const int Probes = 8;

    private readonly ulong[] words;

    public IdFilter(int ids) => words = new ulong[Math.Max(1, ((long)ids * BitsPerId + LineBits - 1) / LineBits) * WordsPerLine];

    /// <param name="bytes">What <see cref="Bytes"/> gave.</param>
    public IdFilter(ReadOnlySpan<byte> bytes) => words = MemoryMarshal.Cast<byte, ulong>(bytes).ToArray();

    public ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(words.AsSpan());

    public void Add(UInt128 id)
    {
        var line = LineOf(id);
        for (var (probe, bits) = (0, (ulong)id); probe < Probes; probe++, bits = Next(bits))
        {
            words[line + (int)(bits >> 6 & (WordsPerLine - 1))] |= 1UL << (int)(bits & 63);
        }
    }

    /// <summary>False: it is certainly not among them.</summary>
    public bool MayHold(UInt128 id)
    {
        var line = LineOf(id);
        for (var (probe, bits) = (0, (ulong)id); probe < Probes; probe++, bits = Next(bits))
        {
            if ((words[line + (int)(bits >> 6 & (WordsPerLine - 1))] & (1UL << (int)(bits & 63))) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private static ulong Next(ulong bits) => (bits >> 9) | (bits << 55);

    private int LineOf(UInt128 id) =>
        (int)Math.BigMul((ulong)(id >> 64), (ulong)(words.Length / WordsPerLine), out _) * WordsPerLine;
}
