namespace Millrace.Landing;

/// <summary>What one batch brought; every record of it is counted once.</summary>
/// <param name="Stored">New rows.</param>
/// <param name="Duplicates">Records that were stored before, or stood twice in the batch.</param>
/// <param name="Quarantined">Records that could not be read, or that contradict a stored one of the same id or version.</param>
/// <param name="Freshness">Messages that say through when a dataset is complete, news or not.</param>
/// <param name="Documents">Those of the new rows that are documents.</param>
public sealed record StoreOutcome(int Stored, int Duplicates, int Quarantined, int Freshness = 0, int Documents = 0);
