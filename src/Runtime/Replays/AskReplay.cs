namespace Millrace.Runtime.Replays;

/// <summary>A range to replay as it came, before anything is checked; ISO 8601 times with an offset.</summary>
public sealed record AskReplay(string? From, string? To);
