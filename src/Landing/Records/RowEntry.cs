namespace Millrace.Landing.Records;

/// <summary>A record of a batch: where its row stands, what it is known by, and where it came from.</summary>
/// <param name="Key">The idempotency id as 128 bits; for a document <see cref="DocumentContent.Key"/>.</param>
/// <param name="Content">Form 2 of what it says (<see cref="RowTable.Accept"/>); for a document <see cref="DocumentContent.Hash"/>.</param>
/// <param name="Message">The place of its message in the batch.</param>
/// <param name="Item">The place in a body that holds an array; 0 otherwise.</param>
/// <param name="Text">The record's own text, null when it is the whole body.</param>
/// <param name="Words">What is said beside a document; null for a record.</param>
internal readonly record struct RowEntry(
    RowTable Table,
    int Row,
    UInt128 Key,
    long Content,
    int Message,
    int Item,
    string? Text,
    OwnWords? Words = null
);
