using System.Text.Json;

namespace Millrace.Sandbox.Platform.Accounting;

/// <summary>What has to be told of entities: versions by a comparison of the platform's own lines.</summary>
internal sealed class EntityBook
{
    private readonly Dictionary<(VirtualAccount Account, string Kind, string Id), EntityRecord> entities = [];

    /// <summary>Enters one line; answers the entity where the line changed it, else null.</summary>
    public EntityRecord? Enter(PlatformEntity told)
    {
        var key = (told.Account, told.Kind, told.Id);
        var entity = entities.GetValueOrDefault(key) ?? new(told.Account, told.Kind, told.Id);
        using var line = JsonDocument.Parse(told.Document);
        var changed = entity.Change(line.RootElement);
        if (changed.Count == 0)
        {
            return null;
        }

        entities[key] = entity;
        for (var dataset = 0; dataset < EntityDatasets.All.Count; dataset++)
        {
            if (
                EntityDatasets.All[dataset].Shows(entity)
                && (entity.Version == 1 || EntityDatasets.All[dataset].ShowsAny(changed))
            )
            {
                entity.Told[dataset] = entity.Told[dataset].With(entity.Version);
            }
        }

        return entity;
    }

    /// <summary>Every entity that a dataset has told of.</summary>
    public IEnumerable<(EntityRecord Entity, ToldVersions Told)> ToldIn(string dataset)
    {
        var number = EntityDatasets.NumberOf(dataset);
        return entities.Values.Where(entity => entity.Told[number].Count > 0).Select(entity => (entity, entity.Told[number]));
    }
}
