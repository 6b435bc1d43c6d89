namespace Millrace.Sandbox.Platform;

/// <summary>Picks by weight: a few are picked most of the time.</summary>
internal sealed class Skew
{
    private readonly double[] upTo;

    public Skew(IReadOnlyCollection<double> weights)
    {
        upTo = new double[weights.Count];
        var sum = 0.0;
        var next = 0;
        foreach (var weight in weights)
        {
            sum += weight;
            upTo[next++] = sum;
        }
    }

    /// <summary>How often one is picked.</summary>
    public double Share(int number) => (upTo[number] - (number == 0 ? 0 : upTo[number - 1])) / upTo[^1];

    public int Pick(ref Chance chance)
    {
        var found = Array.BinarySearch(upTo, chance.Unit() * upTo[^1]);
        return Math.Min(found < 0 ? ~found : found + 1, upTo.Length - 1);
    }
}
