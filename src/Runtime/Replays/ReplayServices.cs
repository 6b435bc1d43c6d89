using Millrace.Runtime.Ports;
using Millrace.Runtime.Pumps;

namespace Millrace.Runtime.Replays;

/// <summary>What all replays of a process share.</summary>
/// <param name="Pumps">Of the live pumps, whose bulk lane the replays share.</param>
public sealed record ReplayServices(ReplayOptions Options, IReplayStore Store, PumpServices Pumps);
