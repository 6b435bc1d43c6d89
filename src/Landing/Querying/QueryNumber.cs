namespace Millrace.Landing.Querying;

/// <summary>A number with every digit that DuckDB gave it; valid as a JSON number.</summary>
public readonly record struct QueryNumber(string Text)
{
    public override string ToString() => Text;
}
