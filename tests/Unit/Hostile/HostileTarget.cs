namespace Millrace.Unit.Hostile;

/// <summary>An endpoint with what it takes to come past its first checks.</summary>
/// <param name="Path">Without what is percent-encoded.</param>
/// <param name="Headers">Lines, such as of who calls; the body's type is among them.</param>
/// <param name="Body">One that is good; empty: none is read.</param>
/// <param name="BodyBytesMax">As many bytes as may come over the wire.</param>
internal sealed record HostileTarget(string Method, string Path, IReadOnlyList<string> Headers, string Body, int BodyBytesMax)
{
    /// <summary>What the body is made of: its values and names are changed one by one.</summary>
    public bool IsJson => Body.StartsWith('{');

    public override string ToString() => $"{Method} {Path}";
}
