namespace Millrace.App.Bench.Tables;

/// <summary>One table of the race: filled once, then asked for what it holds.</summary>
internal interface ITable
{
    /// <summary>Adds the entries of these numbers, as the process does: without knowing how many will come.</summary>
    void AddAll(ReadOnlySpan<int> order);

    /// <summary>Finds each of them and uses what was found; answers how many there were.</summary>
    long FindAll(ReadOnlySpan<int> order);
}
