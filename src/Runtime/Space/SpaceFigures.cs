namespace Millrace.Runtime.Space;

/// <param name="FreeBytes">When it was looked last; null where it could not be seen.</param>
/// <param name="FreeBytesMin">What is kept back.</param>
public sealed record SpaceFigures(SpaceState State, long? FreeBytes, long FreeBytesMin);
