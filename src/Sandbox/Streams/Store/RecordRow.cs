namespace Millrace.Sandbox.Streams.Store;

/// <summary>One record that waits.</summary>
internal sealed record RecordRow(long Id, long ArrivedMs, byte[] Data);
