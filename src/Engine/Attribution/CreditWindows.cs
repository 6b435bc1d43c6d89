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
