using Millrace.Engine.Journal;

namespace Millrace.Engine.Attribution;

/// <summary>A log as segments, each of which is a page and of which the oldest go first.</summary>
internal interface ISegmentedLog
{
    /// <summary>The oldest segment that is still there.</summary>
    long FirstSegment { get; }

    /// <summary>One past the last segment that has rows.</summary>
    long EndSegment { get; }

    /// <summary>The number that the next row will get.</summary>
    long End { get; }

    /// <summary>True while a segment differs from its page on disk.</summary>
    bool HasChanged(long segment);

    /// <summary>Writes a segment, which is taken for saved from here on.</summary>
    void WritePage(long segment, ByteWriter writer);

    /// <summary>Where pages follow: the rows before this segment are gone.</summary>
    void StartAt(long segment);

    /// <summary>Takes the next segment from its page.</summary>
    void ReadPage(ref ByteReader reader);

    /// <summary>The last segment that can go, -1 where none can: it and all before it are full, and hold nothing newer.</summary>
    /// <param name="newestBefore">Unix seconds: the event time of every row is before it.</param>
    /// <param name="arrivedBefore">Unix seconds: every row was taken in before it.</param>
    long DroppableThrough(long newestBefore, long arrivedBefore);

    /// <summary>Lets the segments up to this one go; those that have gone already are passed over.</summary>
    void DropThrough(long segment);

    /// <summary>Clears the shopper's rows: they belong to nobody from here on.</summary>
    /// <param name="below">Only rows before this one.</param>
    void Clear(ulong shopper, long below);

    /// <summary>The same for many shoppers and all their rows.</summary>
    void ClearAll(HashSet<ulong> shoppers);
}
