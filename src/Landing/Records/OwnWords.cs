using System.Text.Json;
using Millrace.Contracts.Documents;

namespace Millrace.Landing.Records;

/// <summary>What Millrace says of a document beside it: the original has none of it, and the document is the same without.</summary>
/// <param name="IsSnapshot">It was sent because someone asked for all, not because it changed.</param>
/// <param name="Actor">Who made the change.</param>
/// <param name="ChangedFields">JSON: the paths of what is not as it was.</param>
/// <param name="Previous">JSON: by those paths what was there.</param>
internal sealed record OwnWords(bool IsSnapshot, string? Actor, string? ChangedFields, string? Previous)
{
    public const string IsSnapshotName = "is_snapshot";

    /// <summary>The words on a change, which have columns of these names.</summary>
    public static IReadOnlyList<string> OfChanges { get; } = [Documents.Actor, Documents.ChangedFields, Documents.Previous];

    /// <summary>Whether the row of a snapshot, or of a message with fewer words, learns something from it.</summary>
    public bool HasNews => !IsSnapshot || OfChanges.Any(name => this[name] is not null);

    /// <summary>The word of a change by its name.</summary>
    public string? this[string name] =>
        name switch
        {
            Documents.Actor => Actor,
            Documents.ChangedFields => ChangedFields,
            Documents.Previous => Previous,
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No message has such a word."),
        };

    public static bool IsOne(string name) => name == Documents.MessageType || OfChanges.Contains(name);

    /// <summary>The reason for which a message cannot be taken, or null.</summary>
    public static string? Read(JsonElement document, out OwnWords words)
    {
        var isSnapshot = false;
        if (document.TryGetProperty(Documents.MessageType, out var type))
        {
            isSnapshot = type.ValueKind == JsonValueKind.String && type.ValueEquals(Documents.Snapshot);
        }

        words = new(
            isSnapshot,
            Text(document, Documents.Actor),
            Text(document, Documents.ChangedFields),
            Text(document, Documents.Previous)
        );
        return isSnapshot || type.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null
            ? null
            : $"{Documents.MessageType} is not \"{Documents.Snapshot}\".";
    }

    /// <summary>What two messages of the same document say together.</summary>
    public OwnWords With(OwnWords other) =>
        new(
            IsSnapshot && other.IsSnapshot,
            Actor ?? other.Actor,
            ChangedFields ?? other.ChangedFields,
            Previous ?? other.Previous
        );

    private static string? Text(JsonElement document, string name) =>
        !document.TryGetProperty(name, out var json) || json.ValueKind == JsonValueKind.Null ? null
        : name == Documents.Actor && json.ValueKind == JsonValueKind.String ? json.GetString()
        : json.GetRawText();
}
