namespace Millrace.Landing.Querying;

/// <summary>A column of a result.</summary>
/// <param name="Type">DuckDB's name of the type.</param>
public sealed record QueryColumn(string Name, string Type);
