namespace Millrace.Sandbox.Platform;

/// <param name="Rate">How likely it follows on one impression.</param>
/// <param name="IsOfLast">Or on one of the companion before it: nobody sees an end without a middle.</param>
internal readonly record struct Companion(PlatformEventKind Kind, double Rate, bool IsOfLast = false);
