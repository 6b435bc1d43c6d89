using Millrace.Engine.Cells;

namespace Millrace.Engine.Publication;

/// <summary>Cells of a window that are published together.</summary>
/// <param name="From">The first of them.</param>
/// <param name="End">The one behind the last.</param>
internal readonly record struct CellRange(WindowCells Window, int From, int End)
{
    /// <summary>All cells of a window.</summary>
    public static CellRange All(WindowCells window) => new(window, 0, window.Cells.Count);
}
