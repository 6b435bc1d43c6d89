using Millrace.Engine.Cells;
using Millrace.Engine.Ingestion.Parsing;

namespace Millrace.Engine.Ingestion;

/// <summary>From which fields of a line the key of a family's cells is made.</summary>
internal static class FamilyFields
{
    private static readonly EventField[][] ByFamily =
    [
        .. CellFamily.All.Select(family => family.Dataset.Production!.Dimensions.Select(Of).ToArray()),
    ];

    /// <summary>In the order of the dimensions; the measure is no field of a line.</summary>
    public static EventField[] Of(CellFamily family) => ByFamily[family.Number - 1];

    private static EventField Of(string dimension) =>
        dimension switch
        {
            "campaign_id" => EventField.CampaignId,
            "ad_group_id" or "adgroup_id" => EventField.AdGroupId,
            "ad_id" or "creative_id" => EventField.AdId,
            "keyword_id" or "target_id" => EventField.KeywordId,
            "placement" or "placement_type" or "placement_name" => EventField.Placement,
            "supply_source_name" => EventField.SupplySource,
            _ => EventFields.Of(System.Text.Encoding.UTF8.GetBytes(dimension)) is var field and not EventField.Unknown
                ? field
                : throw new InvalidOperationException($"No field of an event is the dimension {dimension}."),
        };
}
