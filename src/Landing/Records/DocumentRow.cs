namespace Millrace.Landing.Records;

/// <summary>A document that was read whole: ready to become a row.</summary>
/// <param name="Values">One value a place but that of the unknown fields: string, long, double, bool, DateTime, UInt128 or null.</param>
/// <param name="Unknown">By their paths the JSON texts of what has no column; null when there is none.</param>
/// <param name="Key">What it is known by.</param>
/// <param name="Content">A hash of what it says.</param>
internal sealed record DocumentRow(
    RecordSource Source,
    DocumentShape Shape,
    object?[] Values,
    SortedDictionary<string, string>? Unknown,
    UInt128 Key,
    long Content,
    OwnWords Words
);
