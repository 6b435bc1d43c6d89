using System.Text;
using System.Text.Json;
using Millrace.Contracts.Documents;
using Millrace.Engine.Attribution;
using Millrace.Engine.Budgets;
using Millrace.Engine.Cells;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Ingestion.Parsing;
using static Millrace.Engine.Entities.JsonFields;

namespace Millrace.Engine.Entities;

/// <summary>Reads what a line says of an entity, once its kind, account and id are known.</summary>
internal static class EntityReader
{
    private const int ActorBytesMax = 256;

    private static readonly AdProduct[] AdProducts = Enum.GetValues<AdProduct>();

    private static readonly IReadOnlyList<string> Blocks = Documents.All.SelectMany(dataset => dataset.Blocks).ToList();

    /// <param name="upsert">Null where it is refused.</param>
    /// <returns>Null, or why it is refused.</returns>
    /// <exception cref="InvalidOperationException">A text is not valid UTF-8 or has a broken escape.</exception>
    public static string? Read(
        JsonElement root,
        EntityKind kind,
        EventAccount account,
        string id,
        bool isDeleted,
        out EntityUpsert? upsert
    )
    {
        upsert = null;
        var product = AdProduct.SponsoredProducts;
        string? state = null;
        BudgetTerms? budget = null;
        IReadOnlyList<string?>? texts = null;
        var refusal =
            (kind.AdProducts.Count > 0 ? ReadAdProduct(root, kind, out product) : null)
            ?? (kind.HasState ? ReadState(root, product == AdProduct.Dsp, out state) : null)
            ?? (HasBudget(kind, product) ? BudgetReader.Read(root, kind.Name == EntityKind.Campaign, out budget) : null)
            ?? CheckTexts(root, kind)
            ?? CheckLists(root, kind, isDeleted)
            ?? (isDeleted ? null : DescribedTexts.Read(kind.Name, root, out texts));
        if (refusal is not null)
        {
            return refusal;
        }

        using var writer = new CanonicalWriter(account.Currency);
        var set = Settled(root, kind, account, product, state);
        if (writer.Write(root, LineFields.Of(kind.Name, product == AdProduct.Dsp), set, out var document) is { } fault)
        {
            return fault;
        }

        upsert = new(account, kind.Name, id, document)
        {
            AdProduct = product,
            Creation = Text(root, "creation_date_time"),
            LastUpdated = Text(root, "last_updated_date_time"),
            Actor = Text(root, "actor"),
            IsDeleted = isDeleted,
            PortfolioId = kind.Name == EntityKind.Campaign && !isDeleted ? Text(root, "portfolio_id") : null,
            Budget = isDeleted || EntityStates.IsOver(state) ? null : budget,
            Text =
                kind.Name is EntityKind.Keyword or EntityKind.Target && !isDeleted
                    ? new TargetText(Text(root, "keyword_text")!, Text(root, "match_type")!)
                    : null,
            Texts = texts,
            Product =
                kind.Name == EntityKind.Product && !isDeleted
                    ? new Product(Text(root, "product_id")!, Text(root, "brand"))
                    : null,
        };
        return null;
    }

    private static bool HasBudget(EntityKind kind, AdProduct product) =>
        kind.Name == EntityKind.Portfolio || (kind.Name == EntityKind.Campaign && product != AdProduct.Dsp);

    private static string? ReadAdProduct(JsonElement root, EntityKind kind, out AdProduct product)
    {
        product = kind.AdProducts[0];
        if (Find(root, "ad_product") is not { } value)
        {
            return null;
        }

        var number = Array.FindIndex(
            AdProducts,
            known => value.ValueKind == JsonValueKind.String && value.ValueEquals(EventWords.Of(known))
        );
        if (number < 0 || !kind.AdProducts.Contains(AdProducts[number]))
        {
            return $"ad_product of {kind.Name} must be one of {string.Join(", ", kind.AdProducts.Select(EventWords.Of))}";
        }

        product = AdProducts[number];
        return null;
    }

    private static string? ReadState(JsonElement root, bool isDsp, out string? state)
    {
        state = null;
        if (Find(root, "state") is not { } value)
        {
            return null;
        }

        // In capitals or in small letters, as platforms' interfaces have them.
        var words = EntityStates.Of(isDsp);
        var text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        state = words.FirstOrDefault(word => word == text || word.ToLowerInvariant() == text);
        return state is not null
            ? null
            : $"state must be one of {string.Join(", ", words)}, for {(isDsp ? "DSP" : "sponsored ads")}";
    }

    private static string? CheckTexts(JsonElement root, EntityKind kind)
    {
        foreach (var name in (ReadOnlySpan<string>)["creation_date_time", "last_updated_date_time"])
        {
            if (Find(root, name) is { } time && !LineTypes.IsTime(time))
            {
                return $"{name} {LineTypes.NotTime}";
            }
        }

        return CheckText(root, "actor", ActorBytesMax)
            ?? (kind.Name == EntityKind.Campaign ? CheckText(root, "portfolio_id", CellKey.PartBytesMax) : null);
    }

    private static string? CheckText(JsonElement root, string name, int bytesMax)
    {
        if (Find(root, name) is not { } value)
        {
            return null;
        }

        var isGood =
            value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: > 0 } text
            && Encoding.UTF8.GetByteCount(text) <= bytesMax;
        return isGood ? null : $"{name} must be a text of 1 to {bytesMax} bytes: leave it out where there is none";
    }

    private static string? CheckLists(JsonElement root, EntityKind kind, bool isDeleted)
    {
        if (kind.Name == EntityKind.AdGroupTarget && !isDeleted && Blocks.Count(block => Find(root, block) is not null) != 1)
        {
            return $"an ad_group_target must have exactly one of {string.Join(", ", Blocks)}";
        }

        // Types are judged when the document is written; here what is none of a tag is passed over.
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var tags = Find(root, "tags") is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : default;
        foreach (var tag in tags.Where(tag => tag.ValueKind == JsonValueKind.Object))
        {
            if (Text(tag, "key") is { } key && !keys.Add(key))
            {
                return "tags must have each key once";
            }
        }

        return null;
    }

    /// <summary>What stands in the document whatever the line says, or does not say.</summary>
    private static Dictionary<string, string> Settled(
        JsonElement root,
        EntityKind kind,
        EventAccount account,
        AdProduct product,
        string? state
    )
    {
        var set = new Dictionary<string, string>(StringComparer.Ordinal);
        if (kind.AdProducts.Count > 0)
        {
            set["ad_product"] = EventWords.Of(product);
        }

        if (state is not null)
        {
            set["state"] = state;
        }

        if (account.ProfileId.Length > 0)
        {
            set[LineFields.AccountId] = account.ProfileId;
        }

        if (kind.Name == EntityKind.Keyword && Find(root, "target_type") is null)
        {
            set["target_type"] = "KEYWORD";
        }

        return set;
    }
}
