namespace Millrace.Unit.Hostile;

/// <summary>A request that means no good.</summary>
/// <param name="What">For the message of a test that fails.</param>
/// <param name="IsCut">More is promised than comes: the connection is closed behind it. A whole one waits for its answer.</param>
internal sealed record HostileRequest(string What, byte[] Bytes, bool IsCut = false);
