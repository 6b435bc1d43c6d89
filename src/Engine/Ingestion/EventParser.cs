using Millrace.Engine.Ingestion.Parsing;

namespace Millrace.Engine.Ingestion;

/// <summary>
/// One NDJSON line to an <see cref="EventLine"/>, without an object per event. Answers null when the line is good, else the
/// reason for which it is refused, worded so that the sender can mend it.
/// </summary>
internal sealed class EventParser
{
    public const int TextBytesMax = 512;
    private readonly UnknownNames unknown = new();
    private readonly ShapeParser shapes;
    private readonly ExactParser exact;

    public EventParser()
    {
        shapes = new(unknown);
        exact = new(unknown);
    }

    /// <summary>Names of fields that no version knows, seen so far: told to the sender, at most a few.</summary>
    public SortedSet<string> UnknownFields => unknown.Names;

    /// <summary>Begins with another body; what was learnt of how lines look is kept.</summary>
    public void Begin()
    {
        UnknownFields.Clear();
        shapes.Begin();
    }

    /// <summary>
    /// Reads the first of some lines, if it is good and of a usual form; else <see cref="ParseExactly"/> tells what it is. Its texts live
    /// as long as the lines.
    /// </summary>
    /// <param name="length">Of the line, without its end.</param>
    public bool TryParse(ReadOnlySpan<byte> lines, ref EventLine parsed, out int length) =>
        (length = shapes.Parse(lines, ref parsed)) >= 0;

    /// <summary>Reads any line; its texts live until the next is read by this.</summary>
    public string? ParseExactly(ReadOnlySpan<byte> line, ref EventLine parsed) => exact.Parse(line, ref parsed);

    /// <summary>Reads a line by itself, in whichever way can.</summary>
    public string? Parse(ReadOnlySpan<byte> line, ref EventLine parsed) =>
        TryParse(line, ref parsed, out var length) && length == line.Length ? null : ParseExactly(line, ref parsed);
}
