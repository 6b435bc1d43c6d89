namespace Millrace.Sandbox.Platform.Entities;

/// <summary>
/// What the platform tells of what exists: all of it when it opens, then what changes, slice by slice. An entity changes at most once in a
/// slice and never in the first, so that telling a slice again leaves it as it is.
/// </summary>
internal sealed class EntitySource(long seed, long first, IReadOnlyList<VirtualEntity> entities)
{
    /// <summary>Completes what the builders have told, and gives it budgets and habits.</summary>
    public static EntitySource Of(
        long seed,
        VirtualPlatformOptions options,
        Takers takers,
        TrafficShares shares,
        IReadOnlyList<VirtualEntity> entities
    )
    {
        var opens = options.Start.ToUnixTimeSeconds();
        var first = opens / TrafficSource.SliceSeconds;
        var habits = new EntityHabits(seed, first);
        foreach (var entity in entities)
        {
            EntityForms.Complete(entity, seed, opens);
        }

        new Budgets(seed, options, takers, shares).Give(entities);
        foreach (var entity in entities)
        {
            habits.Give(entity);
        }

        return new(seed, first, entities);
    }

    /// <summary>All that exists when the platform opens.</summary>
    public IReadOnlyList<PlatformEntity> Opening { get; } = [.. entities.Select(entity => entity.Opening(first))];

    /// <summary>What is told in a slice, in the order of its seconds.</summary>
    public IEnumerable<PlatformEntity> Changes(long slice) =>
        entities
            .Where(entity => entity.ChangesIn(slice))
            .Select(entity => entity.Change(seed, slice))
            .OrderBy(told => told.ArrivesAt);
}
