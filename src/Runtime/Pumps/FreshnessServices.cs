using Millrace.Engine.Ingestion;
using Millrace.Engine.Publication;

namespace Millrace.Runtime.Pumps;

/// <summary>From what it follows through when streams are complete.</summary>
/// <param name="Partitions">The ledger's number of partitions.</param>
/// <param name="Incarnation">The ledger's.</param>
/// <param name="Account">The account of a key, as it is described now; null where it is not known.</param>
public sealed record FreshnessServices(
    int Partitions,
    Guid Incarnation,
    PublicationPolicies Policies,
    Func<int, CancellationToken, ValueTask<EventAccount?>> Account
);
