using Millrace.Runtime.Ports;
using Millrace.Runtime.Pumps;

namespace Millrace.App.Bench;

/// <summary>What a pump does with its calls: a round of so many, and the next when all of them are answered.</summary>
internal static class CallRounds
{
    private static readonly int CallsAtOnce = new PumpOptions().CallsAtOnce;

    /// <param name="send">Makes the call of that place, and answers how many of its messages were taken.</param>
    /// <returns>How many messages were taken.</returns>
    /// <exception cref="InvalidOperationException">Not all were: the figures would not mean anything.</exception>
    public static async Task<long> RunAsync(List<OutgoingMessage[]> calls, Func<int, Task<int>> send)
    {
        var (sent, expected) = (0L, calls.Sum(call => (long)call.Length));
        foreach (var round in Enumerable.Range(0, calls.Count).Chunk(CallsAtOnce))
        {
            foreach (var call in round.Select(send).ToList())
            {
                sent += await call;
            }
        }

        return sent == expected
            ? sent
            : throw new InvalidOperationException(
                $"Of {expected} messages {sent} were delivered: the figures would not mean anything."
            );
    }
}
