namespace Millrace.Runtime.DeadLetters;

/// <summary>What became of letters that were sent again.</summary>
/// <param name="Sent">Taken by the destination; they are no letters any more.</param>
/// <param name="Left">Not taken; they are kept.</param>
/// <param name="Why">The reason of the first of these.</param>
public sealed record LettersSent(int Sent, int Left, string? Why);
