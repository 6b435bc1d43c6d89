namespace Millrace.Sandbox.Platform;

/// <summary>What an attributed conversion says of the deed.</summary>
/// <param name="Time">When the deed was, unix seconds.</param>
/// <param name="IsView">It is credited to a view, not to a click.</param>
/// <param name="IsSameSku">The product is the one that was advertised.</param>
/// <param name="IsNewToBrand">The shopper is new to the brand.</param>
internal sealed record ConversionDetail(PlatformEventKind Kind, long Time, bool IsView, bool IsSameSku, bool IsNewToBrand);
