using Millrace.Runtime.Accounts;

namespace Millrace.Runtime.Ports;

/// <summary>Who did what. Acts that change the store are noted by the store itself; others are added by who answers them.</summary>
public interface IAuditLog
{
    ValueTask AddAuditAsync(AuditEntry entry, CancellationToken cancel);

    /// <summary>Entries since a time and after a sequence number, in the order in which they were written.</summary>
    ValueTask<IReadOnlyList<AuditEntry>> ReadAuditAsync(
        DateTimeOffset since,
        long afterSequence,
        int max,
        CancellationToken cancel
    );

    /// <summary>Removes the entries up to the first that is not older; answers how many there were.</summary>
    ValueTask<int> PruneAuditAsync(DateTimeOffset before, CancellationToken cancel);
}
