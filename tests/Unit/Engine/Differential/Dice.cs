namespace Millrace.Unit.Engine.Differential;

/// <summary>The chance of a history: the same seed, the same history.</summary>
internal sealed class Dice(uint seed)
{
    private readonly Random random = new(unchecked((int)seed));

    public int Below(int end) => random.Next(end);

    /// <summary>Both ends included.</summary>
    public long Between(long from, long to) => random.NextInt64(from, to + 1);

    public bool IsTrue(int percent) => random.Next(100) < percent;

    public T Of<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];

    /// <summary>Money of up to six decimals.</summary>
    public decimal Money(int max) => random.Next(max * 1_000_000) / 1_000_000m;
}
