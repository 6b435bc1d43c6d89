using CsCheck;

namespace Millrace.Unit.Server.Isolation;

/// <summary>Drawn numbers: what happens, by whom, about what. What a number means is said by who plays it.</summary>
/// <param name="Kind">Which act, or which call of the table.</param>
/// <param name="Odd">What is nearly right: 0 to 9 nothing.</param>
internal sealed record IsolationStep(int Kind, int Who, int Client, int Account, int Subject, int Other, int Odd)
{
    private static readonly Gen<int> Number = Gen.Int[0, 1_000];

    public static Gen<IsolationStep> Any { get; } =
        Gen.Select(Number, Number, Number, Number, Number, Number, Gen.Int[0, 19])
            .Select(drawn => new IsolationStep(
                drawn.Item1,
                drawn.Item2,
                drawn.Item3,
                drawn.Item4,
                drawn.Item5,
                drawn.Item6,
                drawn.Item7
            ));

    /// <summary>Another text that differs little.</summary>
    public static string NearMiss(string text, int odd) =>
        (odd % 5) switch
        {
            0 when text.Length > 1 => text[..^1],
            1 => text + "0",
            2 when text.Length > 2 => text[1..],
            3 => text[..(text.Length / 2)] + (text[text.Length / 2] == 'Z' ? 'Y' : 'Z') + text[((text.Length / 2) + 1)..],
            _ => "%_*" + text,
        };
}
