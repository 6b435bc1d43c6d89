using Millrace.Contracts.Datasets;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Projections;
using Millrace.Engine.Publication;
using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Pumps;

/// <summary>Through when one subscription was told that its stream is complete, and what it is to be told next. Times are in unix seconds.</summary>
/// <param name="told">Through when it was told before.</param>
internal sealed class FreshnessTeller(FreshnessServices services, StreamId stream, long told)
{
    private const long None = long.MinValue;

    private readonly PublicationPolicy policy = services.Policies[Datasets.Find(stream.Dataset)!];
    private readonly int partition = Partitioning.Of(stream.Account, services.Partitions);
    private long turn = None;
    private long changesAt = None;

    public long ToldThrough => told;

    /// <summary>
    /// The platform's time of the last turn that has published what was due. Read before the stream is: what the turn has published is
    /// then among the blocks.
    /// </summary>
    public long Turn => Interlocked.Read(ref turn);

    /// <summary>Takes note of a turn of the partition; answers whether there may be more to tell.</summary>
    public bool Note(long now)
    {
        Interlocked.Exchange(ref turn, now);
        return now >= Interlocked.Read(ref changesAt);
    }

    /// <summary>What a turn whose blocks have all been delivered has made complete, and the message that says so; null: nothing new.</summary>
    public async ValueTask<(CompleteHours Complete, byte[] Message)?> NextAsync(long delivered, CancellationToken cancel)
    {
        if (delivered == None || delivered < Interlocked.Read(ref changesAt))
        {
            return null;
        }

        if (await services.Account(stream.Account, cancel) is not { } account)
        {
            return null;
        }

        var complete = CompleteHours.After(delivered, policy, partition, account.Zone);
        if (complete.Through <= told)
        {
            Interlocked.Exchange(ref changesAt, complete.ChangesAt);
            return null;
        }

        return (complete, FreshnessRecord.Render(services.Incarnation, stream.Dataset, account, complete.Through));
    }

    /// <summary>The destination has taken the message.</summary>
    public void Told(CompleteHours complete)
    {
        told = complete.Through;
        Interlocked.Exchange(ref changesAt, complete.ChangesAt);
    }
}
