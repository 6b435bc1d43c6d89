using Millrace.Runtime.Ports;

namespace Millrace.Runtime.DeadLetters;

/// <summary>A dead letter and the message that it is of.</summary>
/// <param name="Body">UTF-8 JSON; null: its block is not kept any more.</param>
public sealed record LetterText(DeadLetter Letter, byte[]? Body);
