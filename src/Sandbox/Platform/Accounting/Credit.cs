namespace Millrace.Sandbox.Platform.Accounting;

/// <summary>A deed that is credited to a click or a view.</summary>
/// <param name="Time">When the click or view was.</param>
/// <param name="Kind">What was done.</param>
/// <param name="LagSeconds">How long after the click or view.</param>
/// <param name="IsSameProduct">It is the very product that was advertised.</param>
/// <param name="IsNewToBrand">The shopper is new to the brand.</param>
internal readonly record struct Credit(
    BookPlace Place,
    long Time,
    PlatformEventKind Kind,
    long LagSeconds,
    bool IsView,
    bool IsSameProduct,
    bool IsNewToBrand,
    long Units,
    long SalesMicros
)
{
    private const long DaySeconds = 86_400;

    public bool IsWithin(int days) => LagSeconds <= days * DaySeconds;
}
