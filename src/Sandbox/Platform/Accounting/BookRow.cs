namespace Millrace.Sandbox.Platform.Accounting;

/// <summary>Figures that are being entered, once in their row and once in the totals of the account.</summary>
internal readonly record struct BookRow(long[]? Row, long[] Totals)
{
    /// <param name="metric">Its number; below 0 nothing is entered.</param>
    public void Add(int metric, long value)
    {
        if (metric < 0)
        {
            return;
        }

        Totals[metric] = checked(Totals[metric] + value);
        if (Row is not null)
        {
            Row[metric] = checked(Row[metric] + value);
        }
    }
}
