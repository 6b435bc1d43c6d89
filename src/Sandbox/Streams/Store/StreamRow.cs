namespace Millrace.Sandbox.Streams.Store;

/// <summary>One stream as it is stored.</summary>
internal sealed record StreamRow(long Id, string Region, string Name, long CreatedMs, StreamSettings Settings)
{
    /// <summary>Grows with every change of the settings, of which there are none here.</summary>
    public const string Version = "1";

    public string Arn(string account) => $"arn:aws:firehose:{Region}:{account}:deliverystream/{Name}";
}
