namespace Millrace.Engine.Pages;

/// <summary>What a page holds; the numbers are stored.</summary>
public enum PageKind : byte
{
    /// <summary>Where recovery begins and which pages it needs.</summary>
    Head = 0,

    /// <summary>Interned texts; minor is the number of the page.</summary>
    Texts = 1,

    /// <summary>Keyword texts and match types of targets; minor is the number of the page.</summary>
    Attributes = 2,

    /// <summary>Entities; minor is the number of the page.</summary>
    Entities = 3,

    /// <summary>Cells of a window; major is its start, minor its family (upper 8 bits) and segment.</summary>
    Window = 4,

    /// <summary>Batches of one day; major is the day, minor the number of the page.</summary>
    Batches = 5,

    /// <summary>Event ids in memory of one day; major is the day, minor the number of the page.</summary>
    EventIds = 6,

    /// <summary>Event ids that stand on disk only; major is the day, minor the run (upper 12 bits) and page.</summary>
    IdRun = 7,

    /// <summary>The filter over a run; major is the day, minor the run.</summary>
    IdFilter = 8,

    /// <summary>Touches of shoppers; major is the number of the segment.</summary>
    Touches = 9,

    /// <summary>Deeds of shoppers; major is the number of the segment.</summary>
    Deeds = 10,

    /// <summary>Purchases by which shoppers are known to brands; major is the number of the segment.</summary>
    Purchases = 11,

    /// <summary>Products and brands of skus; minor is the number of the page.</summary>
    Catalogue = 12,

    /// <summary>Ids of touched ads; major is the ad product, minor the number of the page.</summary>
    Combinations = 13,

    /// <summary>What has a budget, and its terms; minor is the number of the page.</summary>
    BudgetScopes = 14,

    /// <summary>Rules of budgets; minor is the number of the page.</summary>
    BudgetRules = 15,

    /// <summary>What was spent in periods; minor is the number of the page.</summary>
    BudgetPeriods = 16,

    /// <summary>Texts of creatives, deals and advertisers; minor is the number of the page.</summary>
    Descriptions = 17,
}

/// <summary>Names one page of a partition.</summary>
public readonly record struct PageId(PageKind Kind, long Major, int Minor)
{
    public static PageId Head { get; } = new(PageKind.Head, 0, 0);
}

public readonly record struct PageWrite(PageId Id, ReadOnlyMemory<byte> Data);

/// <summary>All pages of one kind and major number.</summary>
public readonly record struct PageRange(PageKind Kind, long Major);

/// <summary>By kind, major and minor number: the pages of one thing stand in their order.</summary>
internal sealed class PageOrder : IComparer<PageId>
{
    public static PageOrder Instance { get; } = new();

    public int Compare(PageId x, PageId y) => (x.Kind, x.Major, x.Minor).CompareTo((y.Kind, y.Major, y.Minor));
}
