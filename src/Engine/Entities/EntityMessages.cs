using System.Text.Json;
using Millrace.Contracts.Documents;
using Millrace.Engine.Attribution;
using Millrace.Engine.Entities.Rendering;
using Millrace.Engine.Ingestion;

namespace Millrace.Engine.Entities;

/// <summary>The messages about entities: the same bytes for the same forms.</summary>
internal static class EntityMessages
{
    /// <summary>What a change is told as: a message in each dataset that shows the entity and some of what changed.</summary>
    /// <param name="before">Null: the entity was not known.</param>
    /// <param name="actor">Who changed it; null where that is not known.</param>
    public static List<EntityMessage> OfChange(
        EventAccount account,
        string kind,
        string id,
        EntityForm? before,
        EntityForm now,
        string? actor
    )
    {
        using var newer = JsonDocument.Parse(now.Document);
        using var older = before is null ? null : JsonDocument.Parse(before.Document);
        var messages = new List<EntityMessage>();
        foreach (var template in DocumentTemplate.Of(kind, now.AdProduct == AdProduct.Dsp))
        {
            var dataset = template.Dataset.Id;
            var values = template.Values(new(dataset, account, id, now, newer.RootElement));
            var old = before is null
                ? new byte[]?[values.Length]
                : template.Values(new(dataset, account, id, before, older!.RootElement));
            var changed = Enumerable
                .Range(0, values.Length)
                .Where(slot => template.Slots[slot].IsOfEntity && !values[slot].AsSpan().SequenceEqual(old[slot]))
                .ToList();
            if (changed.Count > 0)
            {
                var body = template.Message(values);
                messages.Add(
                    new(dataset, body, ChangeExtras.Of(template, changed, old, actor, Documents.BytesMax - body.Length))
                );
            }
        }

        return messages;
    }

    /// <summary>What a snapshot tells of an entity; null where the dataset does not show it.</summary>
    public static byte[]? OfSnapshot(DocumentDeclaration dataset, EventAccount account, string kind, string id, EntityForm form)
    {
        if (DocumentTemplate.Find(dataset.Id, kind) is not { } template || dataset.IsDsp != (form.AdProduct == AdProduct.Dsp))
        {
            return null;
        }

        using var document = JsonDocument.Parse(form.Document);
        return template.Message(template.Values(new(dataset.Id, account, id, form, document.RootElement)), isSnapshot: true);
    }
}
