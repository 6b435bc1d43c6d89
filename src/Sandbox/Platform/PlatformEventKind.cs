namespace Millrace.Sandbox.Platform;

/// <summary>What an event line says.</summary>
public enum PlatformEventKind : byte
{
    Impression,
    Click,

    /// <summary>Impressions that were found out to be invalid.</summary>
    ImpressionInvalidation,

    /// <summary>A click that was found out to be invalid.</summary>
    ClickInvalidation,
}
