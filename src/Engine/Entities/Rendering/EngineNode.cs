using System.Text.Json;
using Millrace.Contracts.Documents;

namespace Millrace.Engine.Entities.Rendering;

/// <summary>A value that stands beside the document.</summary>
/// <param name="name">Of the field in the line, or in the message where no line has it.</param>
internal sealed class EngineNode(string name) : DocumentNode
{
    private static readonly string[] Names =
    [
        "dataset_id",
        "advertiser_id",
        "marketplace_id",
        "version",
        "id",
        "creation_date_time",
        "last_updated_date_time",
    ];

    public static bool Knows(string name) => Names.Contains(name);

    /// <summary>Of a field of a message whose value is one of these; else null.</summary>
    public static string? NameOf(DocumentField field) =>
        field.From.Length == 0 ? field.Path
        : Knows(field.From) ? field.From
        : null;

    public override bool Has(in DocumentSource source, JsonElement at) => true;

    public override void Write(in DocumentSource source, JsonElement at, Utf8JsonWriter json)
    {
        if (name == "version")
        {
            json.WriteNumberValue(source.Form.Version);
            return;
        }

        json.WriteStringValue(
            name switch
            {
                "dataset_id" => source.Dataset,
                "advertiser_id" => source.Account.AdvertiserId,
                "marketplace_id" => source.Account.MarketplaceId,
                "id" => source.Id,
                "creation_date_time" => source.Form.Creation,
                "last_updated_date_time" => source.Form.LastUpdated,
                _ => throw new InvalidOperationException($"Where {name} comes from is not said: give the field a From."),
            }
        );
    }
}
