namespace Millrace.Landing.Records;

/// <summary>Where a record stood: a message, the place in it, and the record's own text.</summary>
/// <param name="Item">The place in a body that holds an array; 0 otherwise.</param>
internal sealed record RecordSource(LandingMessage Message, int Item, string Text);
