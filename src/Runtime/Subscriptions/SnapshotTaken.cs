namespace Millrace.Runtime.Subscriptions;

/// <summary>A snapshot that was written to a stream; it is delivered as all else is.</summary>
/// <param name="Messages">How many messages it has.</param>
public sealed record SnapshotTaken(int Messages);
