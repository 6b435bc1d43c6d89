namespace Millrace.Sandbox.Platform.Accounting;

/// <summary>What a dataset shows of entities, by the names of the platform's lines.</summary>
/// <param name="Kinds">The kinds of entities.</param>
internal sealed record ShownFields(string Dataset, bool IsDsp, IReadOnlyList<string> Kinds, IReadOnlySet<string> Fields)
{
    public bool Shows(EntityRecord entity) => entity.IsDsp == IsDsp && Kinds.Contains(entity.Kind);

    public bool ShowsAny(IEnumerable<string> fields) => Fields.Overlaps(fields);
}
