namespace Millrace.Contracts.Policies;

/// <summary>One key of a condition: it holds where one of the values does.</summary>
/// <param name="Operator">Such as ArnLike.</param>
/// <param name="Key">Such as aws:SourceArn.</param>
public sealed record PolicyCondition(string Operator, string Key, IReadOnlyList<string> Values);
