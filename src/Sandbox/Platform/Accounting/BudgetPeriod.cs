namespace Millrace.Sandbox.Platform.Accounting;

/// <summary>What was spent in one period, and how far its present epoch was told.</summary>
internal sealed class BudgetPeriod
{
    public bool IsBegun { get; set; }

    public long SpentMicros { get; set; }

    /// <summary>The budget in force; null where there is none.</summary>
    public long? BudgetMicros { get; set; }

    /// <summary>The highest step that was told.</summary>
    public long Told { get; set; }
}
