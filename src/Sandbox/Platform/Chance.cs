namespace Millrace.Sandbox.Platform;

/// <summary>
/// Seeded chance of our own (xoshiro256**, seeded by splitmix64): the same numbers on every machine and runtime. Only
/// operations that IEEE 754 fixes to the last bit are used on its doubles.
/// </summary>
internal struct Chance
{
    private const ulong Step = 0x9E3779B97F4A7C15;
    private ulong a;
    private ulong b;
    private ulong c;
    private ulong d;

    private Chance(ulong seed)
    {
        a = Mix(seed += Step);
        b = Mix(seed += Step);
        c = Mix(seed += Step);
        d = Mix(seed + Step);
    }

    /// <summary>The chance of one place: the same four numbers give the same sequence, whenever and wherever it is asked.</summary>
    public static Chance At(long seed, long one, long two, long three) => new(Hash(seed, one, two, three));

    public static ulong Hash(long seed, long one, long two, long three)
    {
        var hash = Mix((ulong)seed + Step);
        hash = Mix((hash ^ (ulong)one) + Step);
        hash = Mix((hash ^ (ulong)two) + Step);
        return Mix((hash ^ (ulong)three) + Step);
    }

    public ulong Next()
    {
        var result = ulong.RotateLeft(b * 5, 7) * 9;
        var shifted = b << 17;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= shifted;
        d = ulong.RotateLeft(d, 45);
        return result;
    }

    /// <summary>A whole number from 0 up to, and without, <paramref name="bound"/>.</summary>
    public int Below(int bound) => (int)(((Next() >> 32) * (ulong)bound) >> 32);

    /// <summary>From 0 up to, and without, 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1ul << 53));

    public bool Happens(double probability) => Unit() < probability;

    /// <summary>A count that spreads about its mean as a Poisson one does, without logarithms, whose last bit machines differ in.</summary>
    public int Count(double mean)
    {
        var spread = -6.0;
        for (var part = 0; part < 12; part++)
        {
            spread += Unit();
        }

        var drawn = mean + (Math.Sqrt(mean) * spread);
        var whole = (int)Math.Max(0, Math.Floor(drawn));
        return whole + (Happens(Math.Max(0, drawn - whole)) ? 1 : 0);
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
