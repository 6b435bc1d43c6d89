namespace Millrace.Simulation;

/// <summary>What a run was made of, and what was found wrong with it.</summary>
/// <param name="Fenced">Commits that were refused because another process had taken the partition.</param>
/// <param name="FullWrites">Writes for which the disk had no room.</param>
/// <param name="Redelivered">Messages that the landing got more than once.</param>
/// <param name="Messages">Messages of budgets and entities that landed, each counted once.</param>
/// <param name="Told">Messages that said through when a stream is complete.</param>
/// <param name="Replayed">Records that replays have sent.</param>
/// <param name="SetAside">Messages that became dead letters, and were sent again.</param>
/// <param name="Erased">Accounts that were erased: one or none.</param>
/// <param name="Dropped">Records that were dropped before their subscribers got them.</param>
/// <param name="Violations">Broken laws in words; empty when all held.</param>
public sealed record SimulationReport(
    int Seed,
    long Steps,
    int Batches,
    int Kills,
    int Fenced,
    int DiskFailures,
    int QueueFailures,
    int FullWrites,
    int Landed,
    int Redelivered,
    int Messages,
    int Told,
    long Replayed,
    int SetAside,
    int Erased,
    long Dropped,
    IReadOnlyList<string> Violations
);
