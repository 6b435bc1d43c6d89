using System.Collections.Frozen;

namespace Millrace.Contracts.Documents;

/// <summary>Every dataset whose messages are documents. All of them are produced, and can be subscribed to.</summary>
public static class Documents
{
    public const string BudgetUsageId = "budget-usage";

    /// <summary>Names what a message is that is no record and no change; those have no such field.</summary>
    public const string MessageType = "message_type";

    /// <summary>The value of <see cref="MessageType"/> in what a snapshot sends.</summary>
    public const string Snapshot = "snapshot";

    /// <summary>Who made a change, in messages to who asks for it.</summary>
    public const string Actor = "actor";

    /// <summary>The paths of what changed, in messages to who asks for it: up to the first array, map or block that passes whole.</summary>
    public const string ChangedFields = "changed_fields";

    /// <summary>By these paths, what was there before.</summary>
    public const string Previous = "previous";

    /// <summary>Stands in place of a value that would make a message too long.</summary>
    public const string Truncated = "PAYLOAD_TRUNCATED";

    /// <summary>The most bytes of a message.</summary>
    public const int BytesMax = 256 << 10;

    /// <summary>In the order of the data guide.</summary>
    public static IReadOnlyList<DocumentDeclaration> All { get; } =
    [
        BudgetUsage.Usage,
        OlderDocuments.Campaigns,
        OlderDocuments.AdGroups,
        OlderAdDocuments.Ads,
        OlderAdDocuments.Targets,
        NewerDocuments.Campaigns,
        NewerDocuments.AdGroups,
        NewerAdDocuments.Ads,
        NewerAdDocuments.Targets,
        DspDocuments.Campaigns,
        DspDocuments.Flights,
        DspAdGroups.AdGroups,
        DspTargets.AdGroupTargets,
    ];

    private static readonly FrozenDictionary<string, DocumentDeclaration> ById = All.ToFrozenDictionary(dataset => dataset.Id);

    /// <summary>The dataset of an id, or null; asked for every block that is committed.</summary>
    public static DocumentDeclaration? Find(string id) => ById.GetValueOrDefault(id);
}
