using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Pumps;

/// <summary>How far one subscription's delivery is.</summary>
/// <param name="Cursor">Everything before it was taken by the destination.</param>
/// <param name="Delivered">Messages taken by the destination since this process began.</param>
/// <param name="Trouble">Why the last call failed, null when it did not.</param>
public sealed record PumpStatus(StandingOrder Order, StreamCursor Cursor, long Delivered, string? Trouble)
{
    /// <summary>Nothing was left to deliver when it looked last.</summary>
    public bool IsIdle { get; init; }
}
