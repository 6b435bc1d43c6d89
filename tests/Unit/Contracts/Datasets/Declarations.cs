using Millrace.Contracts.Datasets;

namespace Millrace.Unit.Contracts.Datasets;

/// <summary>The declared datasets, for theories.</summary>
public static class Declarations
{
    public static IReadOnlyList<DatasetDeclaration> All => Millrace.Contracts.Datasets.Datasets.All;

    public static TheoryData<string> Ids => [.. All.Select(dataset => dataset.Id)];

    public static DatasetDeclaration Of(string id) => Millrace.Contracts.Datasets.Datasets.Find(id)!;
}
