namespace Millrace.Engine.Cells;

/// <summary>The cells of one family in one hour of local time.</summary>
/// <param name="Start">Unix seconds of the UTC instant at which the hour begins.</param>
/// <param name="Family">Number of the <see cref="CellFamily"/>.</param>
internal readonly record struct WindowId(long Start, byte Family) : IComparable<WindowId>
{
    public int CompareTo(WindowId other) => Start != other.Start ? Start.CompareTo(other.Start) : Family.CompareTo(other.Family);
}
