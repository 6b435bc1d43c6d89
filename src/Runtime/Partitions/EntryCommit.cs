using Millrace.Contracts.Documents;
using Millrace.Engine.Journal;
using Millrace.Engine.Pages;
using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Partitions;

/// <summary>What the ledger is asked to take of the effects of an entry.</summary>
public static class EntryCommit
{
    /// <param name="epoch">The writer's, which the ledger checks.</param>
    /// <param name="now">Platform time.</param>
    public static PartitionCommit Of(int partition, long epoch, Effects effects, DateTimeOffset now) =>
        new(
            partition,
            epoch,
            effects.Sequence,
            effects.Entry.Written,
            [
                .. effects.Blocks.Select(block => new DeltaBlock(
                    new StreamId(block.Account, block.Dataset),
                    block.Publication,
                    block.Rows,
                    block.Data
                )
                {
                    Published = now,
                }),
            ],
            [.. effects.Pages.Select(page => new StoredPage(Key(page.Id), page.Data))],
            [.. effects.Dropped.Select(pages => new PageGroup((byte)pages.Kind, pages.Major))],
            effects.PagedThrough
        )
        {
            IsUrgent = effects.Blocks.Exists(block => Documents.Find(block.Dataset) is not null),
        };

    /// <summary>How the ledger names a page.</summary>
    internal static PageKey Key(PageId page) => new((byte)page.Kind, page.Major, page.Minor);
}
