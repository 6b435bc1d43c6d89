namespace Millrace.Simulation;

/// <summary>What stands behind a queue: it is shown each message that the queue has taken, and lands it later, perhaps again.</summary>
internal interface ISimulatedLanding
{
    /// <summary>How many messages landed, each counted once.</summary>
    int Landed { get; }

    /// <summary>Messages that landed more than once.</summary>
    int Redelivered { get; }

    /// <summary>The queue has taken a message.</summary>
    void Take(string body);

    void Store(string body);
}
