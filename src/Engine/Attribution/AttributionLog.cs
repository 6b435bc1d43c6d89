namespace Millrace.Engine.Attribution;

/// <summary>The logs of an <see cref="AttributionMemory"/>; the numbers are stored.</summary>
internal enum AttributionLog : byte
{
    Touches = 0,
    Deeds = 1,
    Purchases = 2,
}
