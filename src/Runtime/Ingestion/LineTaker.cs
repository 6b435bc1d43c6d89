namespace Millrace.Runtime.Ingestion;

/// <summary>Takes whole lines; the end of the last may be missing. The bytes are gone when it returns.</summary>
internal delegate void LineTaker(ReadOnlySpan<byte> lines);
