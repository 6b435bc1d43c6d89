using System.Text;
using Millrace.Engine.Projections;

namespace Millrace.Simulation;

/// <summary>Holds what landed at a tenant against what was published to it, and against what happened.</summary>
internal sealed class BadHourJudge(SimulatedDisk disk, SimulatedPlatform platform, SimulatedManager manager)
{
    /// <summary>The longest time from publication, or from <paramref name="since"/> where that is later, to landing.</summary>
    public TimeSpan LongestWait(int tenant, TenantLanding landing, DateTimeOffset since) =>
        Published(tenant)
            .Select(message => landing.Find(message.Body)?.First - (message.At < since ? since : message.At) ?? TimeSpan.MaxValue)
            .DefaultIfEmpty()
            .Max();

    /// <param name="isOnce">Whether nothing may have landed twice.</param>
    public IEnumerable<string> Faults(int tenant, TenantLanding landing, bool isOnce)
    {
        var published = Published(tenant).Select(message => message.Body).ToList();
        if (published.Count != landing.Count)
        {
            yield return $"{published.Count} messages were published, {landing.Count} landed";
        }

        var often = published.Count(body => landing.Find(body) is { Times: > 1 });
        if (isOnce && often > 0)
        {
            yield return $"{often} messages landed more than once";
        }

        var sums = new Dictionary<CellName, CellSum>();
        foreach (var record in landing.Records.Bodies.Values.Select(SimulatedRecord.Read))
        {
            sums[record.Cell] = sums.GetValueOrDefault(record.Cell) + record.Sum;
        }

        var meant = platform.Truth.Where(cell => cell.Key.Advertiser == $"ADV{tenant}").ToDictionary();
        foreach (var cell in sums.Keys.Union(meant.Keys))
        {
            if (sums.GetValueOrDefault(cell) != meant.GetValueOrDefault(cell))
            {
                yield return $"{cell} landed as {sums.GetValueOrDefault(cell)}, sent was {meant.GetValueOrDefault(cell)}";
            }
        }

        var messages = new MessageJudge(platform, manager);
        foreach (var fault in messages.Entities(tenant, landing.Documents).Concat(messages.Budgets(tenant, landing.Documents)))
        {
            yield return fault;
        }
    }

    /// <summary>Every message to a tenant, with the time of its publication.</summary>
    private IEnumerable<(string Body, DateTimeOffset At)> Published(int tenant)
    {
        foreach (var order in disk.Registry.Orders.Where(order => order.Stream.Account == tenant))
        {
            foreach (var block in disk.Ledger.Blocks.Published(order.Stream))
            {
                using var renderer = BlockRenderer.Open(block.Data, new Recipient(order.SubscriptionId, order.WantsChanges));
                using var messages = new MessageBuffer();
                var rows = renderer.Render(messages, block.Rows);
                for (var row = 0; row < rows; row++)
                {
                    yield return (Encoding.UTF8.GetString(messages[row].Span), block.Published!.Value);
                }
            }
        }
    }
}
