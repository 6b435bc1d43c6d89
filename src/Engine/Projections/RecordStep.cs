namespace Millrace.Engine.Projections;

/// <summary>What is written next in each record of a block.</summary>
/// <param name="Number">The lane; or for texts, the column that chooses among them.</param>
/// <param name="Pieces">Of what a text is made.</param>
internal sealed record RecordStep(StepKind Kind, int Number, IReadOnlyList<RecordPiece> Pieces)
{
    /// <summary>In place of a column: the same text for all rows.</summary>
    public const int AllRows = -1;

    public const int WindowColumn = 0;

    public static int GroupColumn(int group) => 1 + group;
}
