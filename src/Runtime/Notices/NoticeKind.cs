namespace Millrace.Runtime.Notices;

/// <summary>Of what owners are told. The numbers are stored, and the names are on the wire (<see cref="NoticeBody"/>).</summary>
public enum NoticeKind
{
    /// <summary>The subscription becomes SUSPENDED.</summary>
    SuspensionWarning = 1,

    /// <summary>What is not delivered is dropped.</summary>
    DropWarning = 2,

    /// <summary>The subscription is SUSPENDED.</summary>
    Suspended = 3,

    /// <summary>Records were dropped before the destination took them.</summary>
    RecordsDropped = 4,

    /// <summary>A message was set aside, where none was before.</summary>
    DeadLetter = 5,
}
