using Millrace.Contracts.Documents;
using All = Millrace.Contracts.Documents.Documents;

namespace Millrace.Unit.Contracts.Documents;

/// <summary>The declared datasets of documents, for theories.</summary>
public static class DocumentDeclarations
{
    public static TheoryData<string> Ids => [.. All.All.Select(dataset => dataset.Id)];

    public static DocumentDeclaration Of(string id) => All.Find(id)!;
}
