using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Replays;

/// <summary>A replay that is to go on, and the ACTIVE subscription that gets it.</summary>
public sealed record DueReplay(Replay Replay, StandingOrder Order);
