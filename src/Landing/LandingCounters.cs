namespace Millrace.Landing;

/// <summary>What a landing has done since it was opened.</summary>
public sealed class LandingCounters
{
    private long received;
    private long stored;
    private long duplicates;
    private long quarantined;
    private long confirmed;
    private long freshness;
    private long documents;

    /// <summary>Messages taken from queues, confirmations among them.</summary>
    public long Received => Interlocked.Read(ref received);

    /// <summary>Records and documents that became rows.</summary>
    public long Stored => Interlocked.Read(ref stored);

    /// <summary>Records that had been stored before and came again.</summary>
    public long Duplicates => Interlocked.Read(ref duplicates);

    /// <summary>Records and confirmations that were put into the quarantine.</summary>
    public long Quarantined => Interlocked.Read(ref quarantined);

    /// <summary>Subscriptions that were confirmed.</summary>
    public long Confirmed => Interlocked.Read(ref confirmed);

    /// <summary>Messages that say through when a dataset is complete, news or not.</summary>
    public long Freshness => Interlocked.Read(ref freshness);

    /// <summary>Those of <see cref="Stored"/> that are documents: forms of entities, and how far budgets are used.</summary>
    public long Documents => Interlocked.Read(ref documents);

    internal void CountReceived(int count) => Interlocked.Add(ref received, count);

    internal void CountConfirmed() => Interlocked.Increment(ref confirmed);

    internal void Count(StoreOutcome outcome)
    {
        Interlocked.Add(ref stored, outcome.Stored);
        Interlocked.Add(ref duplicates, outcome.Duplicates);
        Interlocked.Add(ref quarantined, outcome.Quarantined);
        Interlocked.Add(ref freshness, outcome.Freshness);
        Interlocked.Add(ref documents, outcome.Documents);
    }
}
