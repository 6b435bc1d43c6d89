namespace Millrace.Engine.Attribution;

/// <summary>In which windows a credit counts.</summary>
[Flags]
internal enum CreditWindows : byte
{
    None = 0,
    Click1 = 1,
    Click7 = 2,
    Click14 = 4,
    Click30 = 8,

    /// <summary>Click or view within 14 days; which of them, the credit says.</summary>
    ClickOrView14 = 16,
}

/// <summary>The windows of a deed by how long after its touch it was.</summary>
internal static class WindowsAfter
{
    public static CreditWindows Click(long seconds) =>
        (seconds <= Days.One ? CreditWindows.Click1 : 0)
        | (seconds <= Days.Seven ? CreditWindows.Click7 : 0)
        | (seconds <= Days.Fourteen ? CreditWindows.Click14 | CreditWindows.ClickOrView14 : 0)
        | (seconds <= Days.Thirty ? CreditWindows.Click30 : 0);

    public static CreditWindows View(long seconds) => seconds <= Days.Fourteen ? CreditWindows.ClickOrView14 : 0;
}
