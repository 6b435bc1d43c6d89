using System.Text.Json;

namespace Millrace.EndToEnd;

/// <summary>The newest form of an entity of a file, as the API returned it.</summary>
/// <param name="Stream">Where its newest form stands.</param>
/// <param name="Kind">The end of the stream's name.</param>
/// <param name="AdProduct">As messages have it.</param>
internal sealed record FileEntity(string Stream, string Kind, string Id, string AdProduct, bool IsNegative, JsonElement Data)
{
    public string Campaign { get; init; } = "";

    /// <summary>When its newest form was read.</summary>
    public long EmittedAt { get; init; }

    /// <summary>What stands at a path of properties and places, such as bidding.adjustments.0; null: nothing.</summary>
    public JsonElement? At(string path)
    {
        JsonElement? at = Data;
        foreach (var part in path.Split('.'))
        {
            at = at switch
            {
                { ValueKind: JsonValueKind.Object } one when one.TryGetProperty(part, out var inner) => inner,
                { ValueKind: JsonValueKind.Array } all when int.TryParse(part, out var place) && place < all.GetArrayLength() =>
                    all[place],
                _ => null,
            };
        }

        return at is { ValueKind: JsonValueKind.Null } ? null : at;
    }

    /// <summary>The same as a text: numbers as they are written, other JSON as it stands.</summary>
    public string? Said(string path) => At(path)?.ToString();
}
