using Millrace.Contracts.Datasets;

namespace Millrace.Landing.Records;

/// <summary>A record that was read whole: ready to become a row.</summary>
/// <param name="Values">One value a declared field, in the declaration's order: string, long, decimal or null.</param>
/// <param name="Key">The idempotency id as 128 bits: the UUID itself, or a hash of any other text.</param>
/// <param name="Content">A hash of every value, known and unknown; the order of keys does not matter to it.</param>
/// <param name="UnknownFields">The fields the declaration does not have, as a JSON object; null when there are none.</param>
internal sealed record LandingRow(
    RecordSource Source,
    DatasetDeclaration Dataset,
    object?[] Values,
    DateOnly Day,
    int Hour,
    string? UnknownFields,
    Guid Key,
    long Content
);
