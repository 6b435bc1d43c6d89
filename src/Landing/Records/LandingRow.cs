namespace Millrace.Landing.Records;

/// <summary>A record that was read whole: ready to become a row.</summary>
/// <param name="Values">One value a declared field, in the declaration's order: string, long, decimal or null.</param>
/// <param name="Unknown">The fields the declaration does not have, each with its JSON text; null when there are none.</param>
internal sealed record LandingRow(
    RecordSource Source,
    DatasetShape Shape,
    object?[] Values,
    DateOnly Day,
    int Hour,
    SortedDictionary<string, string>? Unknown
);
