namespace Millrace.Landing.Querying;

/// <summary>What a statement answered.</summary>
/// <param name="Rows">Values are null, bool, <see cref="QueryNumber"/> or string.</param>
/// <param name="Note">Says so when rows were left out; else null.</param>
public sealed record QueryResult(IReadOnlyList<QueryColumn> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows, string? Note);
