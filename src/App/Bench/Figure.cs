namespace Millrace.App.Bench;

/// <summary>One measured number of a bench row.</summary>
/// <param name="Name">What it is, such as "ratio to DuckDB".</param>
/// <param name="Unit">Its unit, "" for a ratio.</param>
/// <param name="Bar">What it has to reach, null where it only explains another.</param>
internal sealed record Figure(string Name, double Value, string Unit, Bar? Bar = null);

/// <summary>What a figure has to reach (docs/performance.md, "What to reach").</summary>
/// <param name="IsCeiling">True where less is better.</param>
internal sealed record Bar(double AtLeast, double Aim, bool IsCeiling = false)
{
    public string Verdict(double value) =>
        Reaches(value, Aim) ? "aim"
        : Reaches(value, AtLeast) ? "at least"
        : "below";

    private bool Reaches(double value, double bar) => IsCeiling ? value <= bar : value >= bar;
}
