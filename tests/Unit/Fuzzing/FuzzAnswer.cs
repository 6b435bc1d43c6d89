namespace Millrace.Unit.Fuzzing;

/// <summary>What a reader made of one input.</summary>
/// <param name="IsGood">It was read; else it was refused in the way that is declared.</param>
/// <param name="What">Compared with what a second reading brings.</param>
internal readonly record struct FuzzAnswer(bool IsGood, string What)
{
    public static FuzzAnswer Refused(string why) => new(false, why);

    public static FuzzAnswer Read(string what) => new(true, what);
}
