namespace Millrace.Simulation;

/// <summary>The landing of an hourly dataset, which tells repeats apart by idempotency id.</summary>
internal sealed class RecordLanding : ISimulatedLanding
{
    /// <summary>Is asked whenever the queue takes a message that says through when the stream is complete.</summary>
    public Action<SimulatedFreshness> Told { get; set; } = _ => { };

    /// <summary>Through when what landed is said to be complete.</summary>
    public DateTimeOffset FreshThrough { get; private set; }

    /// <summary>Records that the queue has taken, landed or not, by idempotency id.</summary>
    public Dictionary<string, SimulatedRecord> Taken { get; } = [];

    /// <summary>Idempotency id → body, as landed.</summary>
    public Dictionary<string, string> Bodies { get; } = [];

    /// <summary>Ids that came with other bytes than before.</summary>
    public List<string> Contradictions { get; } = [];

    public int Landed => Bodies.Count;

    public int Redelivered { get; private set; }

    public void Take(string body)
    {
        if (SimulatedFreshness.Read(body) is { } fresh)
        {
            Told(fresh);
        }
        else
        {
            var record = SimulatedRecord.Read(body);
            Taken[record.Id] = record;
        }
    }

    public void Store(string body)
    {
        if (SimulatedFreshness.Read(body) is { } fresh)
        {
            FreshThrough = fresh.Through > FreshThrough ? fresh.Through : FreshThrough;
            return;
        }

        var id = SimulatedRecord.Read(body).Id;
        if (Bodies.TryGetValue(id, out var before))
        {
            Redelivered++;
            if (before != body)
            {
                Contradictions.Add(id);
            }
        }

        Bodies[id] = body;
    }
}
