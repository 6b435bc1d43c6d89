namespace Millrace.Runtime.DeadLetters;

public sealed record LettersPurged(int Count);
