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

    /// <summary>It is done, and nobody says so.</summary>
    TimeOut,
}
