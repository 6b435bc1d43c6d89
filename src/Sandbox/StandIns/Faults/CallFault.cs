namespace Millrace.Sandbox.StandIns.Faults;

/// <summary>What is wrong with one call as a whole.</summary>
internal enum CallFault
{
    None,

    /// <summary>Nothing is done, and the connection is cut.</summary>
    Drop,

    /// <summary>Too many calls, says the service.</summary>
    Throttle,

    /// <summary>The caller may not, says the service.</summary>
    Deny,

    /// <summary>Temporary credentials that nobody handed out, or a signature that is not theirs.</summary>
    UnknownCaller,

    /// <summary>Temporary credentials that are good no more.</summary>
    ExpiredCaller,

    /// <summary>It is done, and nobody says so.</summary>
    TimeOut,
}
