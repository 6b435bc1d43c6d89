namespace Millrace.Contracts.Documents;

/// <summary>One field of a document.</summary>
/// <param name="Path">
/// The JSON keys from the root, parted by points; [] behind one whose value is an array of objects, as in budgetCaps[].monetaryBudget.amount.
/// </param>
/// <param name="Type">What stands in JSON.</param>
/// <param name="About">What it says, for schema and guide.</param>
public sealed record DocumentField(string Path, DocumentFieldType Type, string About)
{
    /// <summary>
    /// Where the value stands in the line by which the platform tells of the entity, as a path; empty: the engine has it. Where the line has
    /// one value and the message an array, the array has one element. That of a map may be an array of {"key", "value"}, with [] at its end.
    /// </summary>
    public string From { get; init; } = "";

    /// <summary>Kinds of entities that have it; empty: all that the dataset shows.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>The dataset's version that brought the field.</summary>
    public int Since { get; init; } = 1;

    /// <summary>It may be absent.</summary>
    public bool IsNullable { get; init; } = true;

    /// <summary>The values that documents name; empty: any. A value that is none of them is sent and landed all the same.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>By a value of the line, what the dataset calls it.</summary>
    public IReadOnlyDictionary<string, string> Renames { get; init; } = new Dictionary<string, string>();

    /// <summary>Other paths under which it is attested: the landing reads them into the same column.</summary>
    public IReadOnlyList<string> OtherPaths { get; init; } = [];
}

/// <summary>The JSON form of a field of a document.</summary>
public enum DocumentFieldType
{
    String,

    /// <summary>JSON integer.</summary>
    Long,

    /// <summary>JSON number.</summary>
    Double,

    Boolean,

    /// <summary>ISO 8601.</summary>
    DateTime,

    /// <summary>Array of texts.</summary>
    Texts,

    /// <summary>Object of texts by names that the advertiser chose.</summary>
    Map,

    /// <summary>Whatever JSON the platform sends: documents do not say what stands in it.</summary>
    Any,
}
