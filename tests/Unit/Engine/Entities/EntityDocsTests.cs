using Millrace.Contracts.Documents;
using Millrace.Unit.House;

namespace Millrace.Unit.Engine.Entities;

/// <summary>docs/ingest-entities.md names every field that a dataset reads from lines.</summary>
public sealed class EntityDocsTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "ingest-entities.md"));

    [Fact]
    public void Every_field_that_is_read_is_named()
    {
        var missing =
            from dataset in Documents.All
            where dataset.Blocks.Count == 0
            from field in dataset.Fields
            where field.From is not ("" or "account_id")
            where !Text.Contains($"`{field.From}`") && !Text.Contains($".{field.From.Split('.')[^1]}`") && !IsTag(field)
            select $"{dataset.Id} {field.From}";
        missing.ShouldBeEmpty();
    }

    [Fact]
    public void Every_kind_and_every_block_is_named() =>
        Millrace
            .Engine.Entities.EntityKind.All.Select(kind => kind.Name)
            .Concat(Documents.All.SelectMany(dataset => dataset.Blocks))
            .Where(name => !Text.Contains($"`{name}`"))
            .ShouldBeEmpty();

    private static bool IsTag(DocumentField field) => field.From == "tags[]" && Text.Contains("`tags[].key`");
}
