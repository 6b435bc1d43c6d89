namespace Millrace.Runtime.Pumps;

/// <summary>How streams are delivered. All times are of the wall clock.</summary>
public sealed record PumpOptions
{
    /// <summary>Blocks read from the ledger at a time.</summary>
    public int BlocksAtOnce { get; init; } = 4;

    /// <summary>The same for streams of documents, whose blocks have few rows each.</summary>
    public int UrgentBlocksAtOnce { get; init; } = 64;

    /// <summary>Bytes of rendered rows after which a round of calls has no more.</summary>
    public int RoundBytesMax { get; init; } = 1 << 20;

    /// <summary>Rows rendered at a time, at most a round of calls; what bounds the memory of one pump.</summary>
    public int RowsAtOnce { get; init; } = 1000;

    /// <summary>Calls of one subscription under way at a time.</summary>
    public int CallsAtOnce { get; init; } = 4;

    /// <summary>
    /// Calls to one destination under way at a time, of all subscriptions to it together. It is what a destination begins with: failures
    /// halve it, down to one, and each call that is taken brings back a part of one.
    /// </summary>
    public int CallsPerDestinationMax { get; init; } = 32;

    /// <summary>
    /// Calls in a row of which a destination took nothing, after which one call at a time finds out whether it takes anything again. The
    /// pauses between them grow as those of retries do.
    /// </summary>
    public int FailuresInARowMax { get; init; } = 5;

    /// <summary>Pumps of hourly streams that read, render or begin calls at a time: more than there are processors only wait for one.</summary>
    public int BulkPlacesMax { get; init; } = Math.Max(2, Environment.ProcessorCount);

    /// <summary>Upper bound of the first wait after a failure; it doubles with each attempt.</summary>
    public TimeSpan RetryFirst { get; init; } = TimeSpan.FromMilliseconds(250);

    public TimeSpan RetryMax { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Wait before a destination that refused is asked again: somebody may have repaired it.</summary>
    public TimeSpan RefusedWait { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long a destination may take nothing until its subscription is SUSPENDED. SNS goes on trying as long with what it
    /// delivers to SQS and Firehose (contract, 5).
    /// </summary>
    public TimeSpan FailingBorne { get; init; } = TimeSpan.FromDays(23);

    /// <summary>How often a destination that fails is written down; a shorter failure leaves no trace.</summary>
    public TimeSpan NoteFailingEvery { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How many messages of a subscription are set aside at most: the stream waits when there are as many.</summary>
    public int DeadLettersMax { get; init; } = 10_000;

    /// <summary>How often cursors are saved while messages flow; a crash repeats at most what was sent since.</summary>
    public TimeSpan SaveEvery { get; init; } = TimeSpan.FromSeconds(1);
}
