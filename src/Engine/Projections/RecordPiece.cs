using Millrace.Contracts.Datasets;

namespace Millrace.Engine.Projections;

/// <summary>A part of a record's text that stays the same for all rows of a window or of a group's entry.</summary>
/// <param name="Literal">JSON as it stands, or null where it is a text of the account, of a window or of an entry.</param>
/// <param name="Source">Which text, where it is no literal.</param>
/// <param name="Value">For dimensions and attributes: which of the entry's values.</param>
internal sealed record RecordPiece(byte[]? Literal, FieldSource Source = default, int Value = 0);
