namespace Millrace.Engine.Crediting;

/// <summary>Within which times a deed follows what it is credited to.</summary>
[Flags]
internal enum CreditWindows : byte
{
    None = 0,
    Click1 = 1,
    Click7 = 2,
    Click14 = 4,
    Click30 = 8,

    /// <summary>Within 14 days of the last click, or of the last view where there is no such click.</summary>
    ClickOrView14 = 16,
}
