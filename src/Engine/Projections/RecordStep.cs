namespace Millrace.Engine.Projections;

/// <summary>What is written next in each record of a block: a value, then a text that was prepared when the block was opened.</summary>
/// <param name="Lane">For numbers: which lane it is.</param>
/// <param name="Column">Chooses the text.</param>
/// <param name="Pieces">Of what the text is made.</param>
internal sealed record RecordStep(StepKind Kind, int Lane, int Column, RecordPiece[] Pieces)
{
    /// <summary>A column of one entry: the same text for all rows.</summary>
    public const int AllRows = 0;

    public const int WindowColumn = 1;

    public static int GroupColumn(int group) => 2 + group;
}
