namespace Millrace.Engine.Projections;

/// <summary>A step of the template, and where its texts are.</summary>
internal struct PreparedStep(RecordStep step)
{
    public readonly StepKind Kind = step.Kind;
    public readonly int Lane = step.Lane;
    public readonly int Column = step.Column;
    public readonly RecordPiece[] Pieces = step.Pieces;

    /// <summary>The text of the column's first entry.</summary>
    public int First;

    /// <summary>From an entry's text to that of the next.</summary>
    public int Stride;

    public int TextBytesMax;

    public readonly int ValueBytesMax =>
        Kind switch
        {
            StepKind.None => 0,
            StepKind.Id => IdText.Room,
            _ => JsonNumbers.BytesMax,
        };
}
