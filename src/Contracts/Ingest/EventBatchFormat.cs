namespace Millrace.Contracts.Ingest;

/// <summary>Words and bounds of the binary form of a batch of events, version 1 (docs/ingest-binary.md).</summary>
public static class EventBatchFormat
{
    /// <summary>The Content-Type by which a body says that it has this form.</summary>
    public const string ContentType = "application/vnd.millrace.events";

    /// <summary>The newest version; every service reads it and the older ones.</summary>
    public const byte Version = 1;

    /// <summary>Texts of a body.</summary>
    public const int TextsMax = 1 << 20;

    /// <summary>Accounts of a body.</summary>
    public const int AccountsMax = 1 << 17;

    /// <summary>Events of a body.</summary>
    public const int EventsMax = 1 << 20;

    /// <summary>A number takes no more bytes: seven bits in each, the lowest first.</summary>
    public const int VarintBytesMax = 10;

    /// <summary>Bits of a time in unix seconds, its sign among them: what is outside is no time.</summary>
    public const int TimeBits = 48;

    /// <summary>The low bits of an event's first byte: its <see cref="IngestEventKind"/>.</summary>
    public const byte KindMask = 0x07;

    /// <summary>A count follows; else it is 1.</summary>
    public const byte HasCount = 0x08;

    /// <summary>A cost follows; else it is 0.</summary>
    public const byte HasCost = 0x10;

    /// <summary>The event's id follows.</summary>
    public const byte HasEventId = 0x20;

    /// <summary>The id of the event that is taken back follows.</summary>
    public const byte HasInvalidatesEventId = 0x40;

    /// <summary>No version knows it.</summary>
    public const byte ReservedFlag = 0x80;

    /// <summary>The bytes before the version.</summary>
    public static ReadOnlySpan<byte> Magic => "MRE"u8;
}
