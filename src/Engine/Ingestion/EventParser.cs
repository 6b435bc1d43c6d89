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

    public string? Parse(ReadOnlySpan<byte> line, ref EventLine parsed) =>
        shapes.TryParse(line, ref parsed) ? null : exact.Parse(line, ref parsed);
}
