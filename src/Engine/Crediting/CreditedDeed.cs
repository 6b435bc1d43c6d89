using Millrace.Engine.Ingestion;

namespace Millrace.Engine.Crediting;

/// <summary>A deed, or what is left of it, as one ad's click or view has it to its credit.</summary>
/// <param name="IsView">It is credited to a view.</param>
/// <param name="IsSameSku">It is of the very product that was advertised.</param>
/// <param name="Orders">1 where it counts, -1 where it is taken back.</param>
internal readonly record struct CreditedDeed(
    AdProduct Product,
    EventKind Kind,
    CreditWindows Windows,
    bool IsView,
    bool IsSameSku,
    bool IsNewToBrand,
    long Orders,
    long Units,
    long SalesMicros
)
{
    private const long Day = 86_400;

    /// <summary>The windows of a deed that came so many seconds after a click.</summary>
    public static CreditWindows AfterClick(long seconds) =>
        (seconds <= Day ? CreditWindows.Click1 : 0)
        | (seconds <= 7 * Day ? CreditWindows.Click7 : 0)
        | (seconds <= 14 * Day ? CreditWindows.Click14 | CreditWindows.ClickOrView14 : 0)
        | (seconds <= 30 * Day ? CreditWindows.Click30 : 0);

    /// <summary>The windows of a deed that came so many seconds after a view.</summary>
    public static CreditWindows AfterView(long seconds) => seconds <= 14 * Day ? CreditWindows.ClickOrView14 : 0;
}
