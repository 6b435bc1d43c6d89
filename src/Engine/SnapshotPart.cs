namespace Millrace.Engine;

/// <summary>What one step of a snapshot has told.</summary>
/// <param name="Messages">How many messages.</param>
/// <param name="Next">Where the next step begins; null: that was the last.</param>
public readonly record struct SnapshotPart(int Messages, int? Next);
