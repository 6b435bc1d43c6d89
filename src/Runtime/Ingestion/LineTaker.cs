namespace Millrace.Runtime.Ingestion;

/// <summary>Takes a line without its line end; the bytes are gone when it returns.</summary>
internal delegate void LineTaker(ReadOnlySpan<byte> line);
