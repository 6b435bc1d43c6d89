namespace Millrace.Engine.Budgets;

/// <summary>What was spent of a budget.</summary>
internal static class Percentage
{
    private const int BitsTaken = 64;

    /// <summary>The double that is nearest to the exact quotient, in percent.</summary>
    /// <param name="spent">Millionths; of either sign.</param>
    /// <param name="budget">Millionths; positive.</param>
    public static double Of(long spent, long budget)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(budget);
        if (spent == 0)
        {
            return 0;
        }

        // Of the quotient 64 bits are taken, the lowest of which says whether anything is behind it: enough to round once.
        var hundredfold = (UInt128)Int128.Abs(spent) * 100;
        var shift = (int)UInt128.LeadingZeroCount(hundredfold);
        var (quotient, rest) = UInt128.DivRem(hundredfold << shift, (UInt128)budget);
        var dropped = BitsTaken - (int)UInt128.LeadingZeroCount(quotient);
        var isInexact = rest != 0 || quotient != quotient >> dropped << dropped;
        var bits = (ulong)(quotient >> dropped) | (isInexact ? 1UL : 0);
        return Math.CopySign(Math.ScaleB(bits, dropped - shift), spent);
    }
}
