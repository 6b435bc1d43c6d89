using System.Globalization;
using System.Text;
using Millrace.Runtime.Ports;

namespace Millrace.Simulation;

/// <summary>
/// One process's way to the queues: it tells each subscription of an hour at most once, and never of an earlier one afterwards; so
/// after a crash an hour is told once more at most.
/// </summary>
internal sealed class ToldOnce(IDestinationFactory inner, List<string> violations) : IDestinationFactory
{
    public IDestination Open(DestinationAddress address) => new Watched(inner.Open(address), address.Arn, violations);

    private sealed class Watched(IDestination inner, string arn, List<string> violations) : IDestination
    {
        private DateTimeOffset told;

        public int MessagesMax => inner.MessagesMax;

        public async ValueTask<IReadOnlyList<DeliveryOutcome>> DeliverAsync(
            IReadOnlyList<OutgoingMessage> messages,
            CancellationToken cancel
        )
        {
            // The memory of the messages is good until the call is answered.
            var bodies = messages.Select(message => Encoding.UTF8.GetString(message.Body.Span)).ToList();
            var outcomes = await inner.DeliverAsync(messages, cancel);
            for (var place = 0; place < bodies.Count; place++)
            {
                if (outcomes[place] is DeliveryOutcome.Delivered && SimulatedFreshness.Read(bodies[place]) is { } fresh)
                {
                    Note(fresh.Through);
                }
            }

            return outcomes;
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();

        private void Note(DateTimeOffset through)
        {
            if (through <= told)
            {
                violations.Add(
                    string.Create(CultureInfo.InvariantCulture, $"{arn}: told {through:O} after {told:O} by the same process")
                );
            }

            told = through;
        }
    }
}
