namespace Millrace.Landing.Records;

/// <summary>What cannot be landed, with the reason; it is kept in the quarantine.</summary>
internal sealed record UnreadableRecord(RecordSource Source, string Reason);
