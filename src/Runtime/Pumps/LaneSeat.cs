namespace Millrace.Runtime.Pumps;

/// <summary>
/// On which one waits for a place of a <see cref="BulkLane"/>, again and again: 100,000 that are woken together bring nothing more into
/// memory by waiting, which the collector would have to move from one generation to the next. All of it but the signal is the lane's.
/// </summary>
internal sealed class LaneSeat
{
    public LaneSeat() => Node = new(this);

    /// <summary>Where it stands among those that wait.</summary>
    public LinkedListNode<LaneSeat> Node { get; }

    /// <summary>Set when it has a place, or will have none any more.</summary>
    public WakeSignal Called { get; } = new();

    public bool HasPlace { get; set; }

    public bool IsGivenUp { get; set; }
}
