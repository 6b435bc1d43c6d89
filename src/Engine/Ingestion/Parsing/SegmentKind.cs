namespace Millrace.Engine.Ingestion.Parsing;

/// <summary>What stands behind the literal of a segment.</summary>
internal enum SegmentKind : byte
{
    /// <summary>The beginning of every line, and the mark for "none".</summary>
    None,

    /// <summary>A text that is kept as it stands; its opening quote belongs to the literal, its closing one to the next.</summary>
    Text,

    /// <summary>A text that is read into a time.</summary>
    Time,

    /// <summary>A text of an unknown field.</summary>
    Unknown,

    Number,

    /// <summary>Nothing: the literal holds a text of a closed set, such as that of "type", and its closing quote.</summary>
    Word,

    /// <summary>Nothing: the literal holds true, false or null, of an unknown field.</summary>
    Constant,

    /// <summary>The end of the line but for white space.</summary>
    End,
}

internal static class SegmentKinds
{
    /// <summary>Whether a text stands behind the literal, and its closing quote at the beginning of the next.</summary>
    public static bool IsText(this SegmentKind kind) => kind is SegmentKind.Text or SegmentKind.Time or SegmentKind.Unknown;
}
