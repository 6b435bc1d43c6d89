namespace Millrace.Runtime.DeadLetters;

/// <summary>How much of dead letters one call has.</summary>
public sealed record DeadLetterOptions
{
    /// <summary>Letters that are read or sent by one call.</summary>
    public int LettersMax { get; init; } = 100;

    /// <summary>Bytes of texts after which an answer has no more letters.</summary>
    public int BytesMax { get; init; } = 1 << 20;

    /// <summary>How long the sending of one call may take.</summary>
    public TimeSpan SendingMax { get; init; } = TimeSpan.FromSeconds(30);
}
