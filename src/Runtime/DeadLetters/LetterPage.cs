namespace Millrace.Runtime.DeadLetters;

/// <param name="Next">What the next page is asked for with; null: there is none.</param>
public sealed record LetterPage(IReadOnlyList<LetterText> Letters, string? Next);
