using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Pumps;

/// <summary>What a gate answers to who wants to call.</summary>
/// <param name="Number">Of the call: later ones have greater numbers.</param>
/// <param name="IsProbe">The gate is shut, and this call finds out whether it has to be.</param>
/// <param name="Shut">Not null: do not call.</param>
internal readonly record struct GatePass(long Number, bool IsProbe, DeliveryOutcome.RetryAfter? Shut);
