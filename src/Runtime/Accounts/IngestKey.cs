namespace Millrace.Runtime.Accounts;

/// <summary>A platform's right to send events of some accounts. The key itself is not kept.</summary>
/// <param name="Holder">Whose batch ids are told apart together: two keys of one holder share them.</param>
public sealed record IngestKey(string Id, string Holder, IReadOnlyList<int> Accounts);
