using Millrace.Engine.Ingestion;

namespace Millrace.Runtime.Ingestion;

/// <summary>What became of a body: the caller must look at it.</summary>
public abstract record IngestOutcome
{
    private IngestOutcome() { }

    /// <summary>The ledger has the accepted lines.</summary>
    /// <param name="Accepted">Lines that count now, be it by this body or by an earlier one with the same ids.</param>
    /// <param name="Repeated">How many of them were there before.</param>
    /// <param name="RefusedCount">All refused lines; <paramref name="Refused"/> lists the first of them.</param>
    public sealed record Taken(
        int Accepted,
        int Repeated,
        int RefusedCount,
        IReadOnlyList<RefusedLine> Refused,
        IReadOnlyCollection<string> UnknownFields
    ) : IngestOutcome;

    /// <summary>Larger than allowed: nothing was taken.</summary>
    public sealed record TooLarge(long BytesMax) : IngestOutcome;

    /// <summary>Not what its form says: nothing was taken.</summary>
    /// <param name="Why">What is wrong and at which byte.</param>
    public sealed record Broken(string Why) : IngestOutcome;

    /// <summary>Queues are full or a partition could not write: send the same body under the same id again.</summary>
    public sealed record ComeAgain(TimeSpan After, string Why) : IngestOutcome;

    /// <summary>The disk has no room: send the same body under the same id again when it has.</summary>
    public sealed record NoSpace(TimeSpan After, string Why) : IngestOutcome;

    /// <summary>The batch id was used for other lines before.</summary>
    public sealed record OtherBody : IngestOutcome;

    /// <summary>A cell's sum would leave the range of the service.</summary>
    public sealed record OutOfRange : IngestOutcome;
}
