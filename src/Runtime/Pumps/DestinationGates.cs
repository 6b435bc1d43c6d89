using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Pumps;

/// <summary>
/// Opens destinations behind gates, one for each place that messages go to: subscriptions and replays that name the same queue, or the
/// same stream by the same role, share it. A gate is forgotten when nobody has its destination open.
/// </summary>
internal sealed class DestinationGates(IDestinationFactory destinations, PumpOptions options, Retries retries, TimeProvider wall)
    : IDestinationFactory
{
    private readonly Lock access = new();
    private readonly Dictionary<Place, (DestinationGate Gate, int Users)> gates = [];

    public IDestination Open(DestinationAddress address)
    {
        var destination = destinations.Open(address);
        var place = new Place(address.Arn, address.Firehose?.SubscriptionRoleArn, address.Firehose?.ExternalId);
        lock (access)
        {
            var (gate, users) = gates.TryGetValue(place, out var known)
                ? known
                : (new DestinationGate(options, retries, wall), 0);
            gates[place] = (gate, users + 1);
            return new GatedDestination(destination, gate, () => Close(place));
        }
    }

    private void Close(Place place)
    {
        lock (access)
        {
            var (gate, users) = gates[place];
            if (users == 1)
            {
                gates.Remove(place);
            }
            else
            {
                gates[place] = (gate, users - 1);
            }
        }
    }

    /// <summary>Another client, or another role of it, may fail where this one does not.</summary>
    private readonly record struct Place(string Arn, string? RoleArn, string? Client);
}
