namespace Millrace.Sandbox.Platform;

/// <summary>The kinds of traffic of an account, each with chance of its own: one can be drawn again without the others.</summary>
internal enum TrafficStream
{
    /// <summary>Sound, and sent as it happens.</summary>
    Sound = 1,

    /// <summary>Sound, but sent up to two hours after it happened.</summary>
    Late = 2,

    /// <summary>Sent as it happens; most of it is found out to be invalid later.</summary>
    Doubtful = 3,
}
