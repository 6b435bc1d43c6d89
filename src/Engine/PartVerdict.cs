namespace Millrace.Engine;

/// <summary>What became of one partition's part of a batch.</summary>
/// <param name="Outcome">Whether it counts.</param>
/// <param name="Lines">Lines that are in the ledger now, be it by this batch or an earlier one.</param>
/// <param name="Repeated">How many of them were there before.</param>
public readonly record struct PartVerdict(PartOutcome Outcome, int Lines, int Repeated)
{
    public static PartVerdict OtherBody => new(PartOutcome.OtherBody, 0, 0);

    public static PartVerdict OutOfRange => new(PartOutcome.OutOfRange, 0, 0);

    public static PartVerdict Accept(int lines, int repeated) => new(PartOutcome.Accepted, lines, repeated);

    public static PartVerdict Repeat(int lines) => new(PartOutcome.Accepted, lines, lines);
}

public enum PartOutcome
{
    Accepted,

    /// <summary>The same batch id came before with other lines: nothing of this part was taken.</summary>
    OtherBody,

    /// <summary>A sum would leave the range of the service: nothing of this part was taken.</summary>
    OutOfRange,
}
