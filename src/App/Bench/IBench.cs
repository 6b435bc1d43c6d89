namespace Millrace.App.Bench;

/// <summary>One row of the table of speeds: what it measures, beside its rival where it has one.</summary>
internal interface IBench
{
    /// <summary>The word on the command line, and the name of the file of results.</summary>
    string Name { get; }

    string Description { get; }

    Task<IReadOnlyList<Figure>> RunAsync(BenchOptions options);
}
