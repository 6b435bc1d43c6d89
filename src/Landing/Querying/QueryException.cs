namespace Millrace.Landing.Querying;

/// <summary>The statement is not one that is run, or DuckDB refuses it; the message is for who wrote it.</summary>
public sealed class QueryException(string message, Exception? inner = null) : Exception(message, inner);
