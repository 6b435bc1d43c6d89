using Millrace.Engine.Ingestion;

namespace Millrace.Runtime.Accounts;

/// <summary>Who sends events, and for which accounts.</summary>
public sealed record IngestHolder(string Holder, IEventAccounts Accounts);
