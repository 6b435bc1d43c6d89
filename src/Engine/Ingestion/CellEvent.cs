namespace Millrace.Engine.Ingestion;

/// <summary>What an event does to a cell.</summary>
/// <param name="Id">
/// Hash of account and event id; zero where the event has none and is only to be counted, and where it is one more cell of the event
/// before.
/// </param>
/// <param name="Takes">For the invalidation of an identified event: hash that marks that event as taken back; else zero.</param>
/// <param name="Family">Number of the cell's family.</param>
/// <param name="Cell">Row in the part's cells of the family.</param>
/// <param name="Day">The bucket in which its id is remembered: the UTC day of the event's time, or one of <see cref="Repeats.RepeatMemory.CreditBucket"/>.</param>
/// <param name="LanesAt">Where the part has what it adds.</param>
internal readonly record struct CellEvent(UInt128 Id, UInt128 Takes, byte Family, int Cell, int Day, int LanesAt)
{
    public bool IsIdentified => Id != UInt128.Zero;
}
